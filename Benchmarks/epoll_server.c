// A server that is never what a benchmark measures: epoll, one read and one write a message, or one write an event.
//
// Speaks what the benchmark clients need of RFC 6455: frames up to 32 KB that are not fragmented, pings and Close. A
// request for /events?streams=N&rate=R without an upgrade is answered with an event stream: from the moment when N are
// open, each gets R events a second, every one at its own due time and a chunk of its own; with rate=0 none.
// Prints {"port": N} when it listens, {"messages": N, "connections": N, "cpu_us": N} for each line on its standard
// input, and ends with it.
#include "common.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>

enum { EVENTS = 1024, READ_SIZE = 65536, MAX_FRAME = 32768, EVENT_SIZE = 100 };

struct connection {
    int fd;
    int is_upgraded;
    int stream;  // 1 + its index in `streams`; 0 is no event stream
    int kept;    // bytes in `rest`
    char *rest;  // an incomplete request or frame; NULL nearly always
};

static int epoll;
static int64_t messages, open_connections;
static int timer, wanted_streams, open_streams;
static struct connection **streams;
static struct pacing pacing;
static int64_t next_event;
static char input[READ_SIZE + MAX_FRAME], output[READ_SIZE + MAX_FRAME];

static void drop(struct connection *connection) {
    if (connection->stream) streams[connection->stream - 1] = NULL;
    close(connection->fd);
    free(connection->rest);
    free(connection);
    open_connections--;
}

static int send_all(struct connection *connection, const char *bytes, int size) {
    return size == 0 || send(connection->fd, bytes, size, MSG_NOSIGNAL) == size;
}

static void arm(int64_t at) {
    struct itimerspec when = {.it_value = {at / 1000000000, at % 1000000000}};
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, NULL);
}

// Event `number` of a stream, as one chunk.
static int write_event(char *text, int64_t number) {
    int size = sprintf(text, "%x\r\nid: %010ld\ndata: ", EVENT_SIZE, (long)number);
    int filler = EVENT_SIZE - (int)strlen("id: 0123456789\ndata: \n\n");
    memset(text + size, 'x', filler);
    memcpy(text + size + filler, "\n\n\r\n", 4);
    return size + filler + 4;
}

// The k-th round of sends carries event k of each stream. A client that falls so far behind that its socket is full
// loses its stream, which the count of connections shows.
static void send_due_events(void) {
    for (;; next_event++) {
        int64_t due = due_of(&pacing, next_event);
        if (due > now_ns()) return arm(due);
        int stream = connection_of(&pacing, next_event);
        if (!streams[stream]) continue;
        char text[2 * EVENT_SIZE];
        if (send_all(streams[stream], text, write_event(text, next_event / pacing.connections + 1))) {
            messages++;
            continue;
        }
        // What epoll has found on it is still to be served, so it ends there.
        shutdown(streams[stream]->fd, SHUT_RDWR);
        streams[stream] = NULL;
    }
}

// Answers whether the request was one for an event stream. The first request says how many there will be.
static int open_stream(struct connection *connection, const char *request) {
    static const char answer[] =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    int count = 0;
    double rate = 0;
    if (sscanf(request, "GET /events?streams=%d&rate=%lf", &count, &rate) != 2 || count <= 0) return 0;
    if (!streams) {
        wanted_streams = count;
        streams = calloc(count, sizeof *streams);
    }
    if (open_streams == wanted_streams || !send_all(connection, answer, sizeof answer - 1)) return 0;
    connection->is_upgraded = 1;
    streams[open_streams++] = connection;
    connection->stream = open_streams;
    if (open_streams == wanted_streams && rate > 0) {
        // Late enough for the last client to have read the head of its answer.
        int64_t start = now_ns() + 10000000;
        pacing = make_pacing((struct bench_options){.connections = wanted_streams, .rate = rate}, start);
        arm(start);
    }
    return 1;
}

// RFC 6455 §4.2.2. Answers the length of the request, 0 while it is incomplete, -1 to drop.
static int upgrade(struct connection *connection, char *bytes, int size) {
    char *end = memmem(bytes, size, "\r\n\r\n", 4);
    if (!end) return size < 8192 ? 0 : -1;
    *end = 0;
    const char *key = strcasestr(bytes, "sec-websocket-key:");
    if (!key) return open_stream(connection, bytes) ? (int)(end + 4 - bytes) : -1;
    key += strlen("sec-websocket-key:");
    key += strspn(key, " \t");
    char joined[128], accept[64], answer[256];
    snprintf(joined, sizeof joined, "%.*s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", (int)strcspn(key, " \r\n"), key);
    unsigned char digest[SHA_DIGEST_LENGTH];
    SHA1((const unsigned char *)joined, strlen(joined), digest);
    EVP_EncodeBlock((unsigned char *)accept, digest, sizeof digest);
    int length = snprintf(answer, sizeof answer,
                          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                          "Sec-WebSocket-Accept: %s\r\n\r\n",
                          accept);
    connection->is_upgraded = 1;
    return send_all(connection, answer, length) ? (int)(end + 4 - bytes) : -1;
}

// Appends the answer to one frame to `output`. Answers the frame's length, 0 while it is incomplete, -1 to drop.
static int answer_frame(char *bytes, int size, int *used) {
    if (size < 6) return 0;
    int opcode = bytes[0] & 0xf, length = bytes[1] & 0x7f, head = 2;
    if (length == 126) {
        length = (unsigned char)bytes[2] << 8 | (unsigned char)bytes[3];
        head = 4;
    }
    if (length > MAX_FRAME - 8 || !(bytes[1] & 0x80)) return -1;
    if (size < head + 4 + length) return 0;
    char *mask = bytes + head, *payload = mask + 4;
    if (opcode == 0x1 || opcode == 0x2) messages++;
    if (opcode != 0xa) {
        char *out = output + *used;
        out[0] = opcode == 0x9 ? (char)0x8a : bytes[0];
        out[1] = bytes[1] & 0x7f;
        memcpy(out + 2, bytes + 2, head - 2);
        for (int i = 0; i < length; i++) out[head + i] = payload[i] ^ mask[i & 3];
        *used += head + length;
    }
    return head + 4 + length;
}

static void serve(struct connection *connection) {
    int size = connection->kept, used = 0, taken = 0, step = 1;
    if (size > 0) memcpy(input, connection->rest, size);
    int count = recv(connection->fd, input + size, READ_SIZE, MSG_DONTWAIT);
    if (count <= 0) return drop(connection);
    size += count;
    if (!connection->is_upgraded) {
        step = upgrade(connection, input, size);
        taken = step > 0 ? step : 0;
    }
    while (step > 0 && taken < size) {
        step = answer_frame(input + taken, size - taken, &used);
        if (step > 0) taken += step;
    }
    if (step < 0 || !send_all(connection, output, used)) return drop(connection);
    connection->kept = size - taken;
    if (connection->kept > 0) {
        connection->rest = realloc(connection->rest, connection->kept);
        memcpy(connection->rest, input + taken, connection->kept);
    }
}

static void accept_all(int listener) {
    int fd, on = 1;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        struct connection *connection = calloc(1, sizeof *connection);
        connection->fd = fd;
        struct epoll_event watch = {.events = EPOLLIN, .data.ptr = connection};
        epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &watch);
        open_connections++;
    }
}

static int listen_on(int port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    socklen_t size = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(fd, (struct sockaddr *)&address, size) || listen(fd, 4096)) fail("listen");
    getsockname(fd, (struct sockaddr *)&address, &size);
    printf("{\"port\": %d}\n", ntohs(address.sin_port));
    fflush(stdout);
    return fd;
}

static void report(void) {
    char line[256];
    if (read(STDIN_FILENO, line, sizeof line) <= 0) exit(0);
    printf("{\"messages\": %ld, \"connections\": %ld, \"cpu_us\": %ld}\n", (long)messages, (long)open_connections,
           (long)cpu_us());
    fflush(stdout);
}

int main(int count, char **arguments) {
    raise_fd_limit();
    epoll = epoll_create1(EPOLL_CLOEXEC);
    int listener = listen_on(count > 2 && !strcmp(arguments[1], "--port") ? atoi(arguments[2]) : 0);
    // The three watches that are not connections point to their own descriptors.
    int standard_input = STDIN_FILENO;
    struct epoll_event watch = {.events = EPOLLIN, .data.ptr = &listener}, ready[EVENTS];
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &watch);
    watch.data.ptr = &standard_input;
    epoll_ctl(epoll, EPOLL_CTL_ADD, standard_input, &watch);
    timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    watch.data.ptr = &timer;
    epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &watch);
    for (;;) {
        int events = epoll_wait(epoll, ready, EVENTS, -1);
        for (int i = 0; i < events; i++) {
            if (ready[i].data.ptr == &listener) accept_all(listener);
            else if (ready[i].data.ptr == &standard_input) report();
            // Arming it anew clears the expiration (timerfd_create(2)), so nothing is read.
            else if (ready[i].data.ptr == &timer) send_due_events();
            else serve(ready[i].data.ptr);
        }
    }
}
