// The floor of receiving: what an event stream costs a client that does nothing but its system calls and finds where
// events end.
//
// epoll, one read an event, "\n\n" counted wherever it is, chunks and fields not looked at, no allocation and no clock.
#include "common.h"

#include <arpa/inet.h>
#include <sys/epoll.h>
#include <sys/socket.h>

enum { EVENTS = 512, READ_SIZE = 4096 };

struct connection {
    int fd;
    char last;  // the last byte that was read
};

static struct connection *connections;

// Dials and asks, blocking: the kernel's work is the same, and the floor stays short. Events only follow when every
// stream has been open for a moment, so nothing behind the head is read here.
static int dial(struct bench_options options) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) fail("socket");
    // Our end goes by RST, so that a second run does not find the ports in TIME_WAIT.
    struct linger at_once = {1, 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(options.port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(fd, (struct sockaddr *)&address, sizeof address)) fail("connect");

    char text[1024];
    double rate = options.mode == MODE_READ ? options.rate : 0;
    int size = snprintf(text, sizeof text,
                        "GET /events?streams=%d&rate=%g HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
                        "Accept: text/event-stream\r\n\r\n",
                        options.connections, rate, options.port);
    if (write(fd, text, size) != size) fail("write");
    int got = 0;
    while (got < 4 || memcmp(text + got - 4, "\r\n\r\n", 4)) {
        int count = read(fd, text + got, sizeof text - 1 - got);
        if (count <= 0) fail("read of the answer");
        got += count;
    }
    if (got < 12 || memcmp(text, "HTTP/1.1 200", 12)) {
        fprintf(stderr, "not an event stream: %.*s\n", got, text);
        exit(1);
    }
    return fd;
}

// Reads once and answers how many events were completed.
static int take_events(struct connection *connection) {
    char bytes[READ_SIZE];
    int count = recv(connection->fd, bytes, sizeof bytes, MSG_DONTWAIT), events = 0;
    if (count <= 0) fail("recv");
    if (connection->last == '\n' && bytes[0] == '\n') events++;
    for (char *at = bytes, *end = bytes + count; (at = memchr(at, '\n', end - at)); at++)
        if (at + 1 < end && at[1] == '\n') events++;
    connection->last = bytes[count - 1];
    return events;
}

static void measure(struct bench_options options, int epoll) {
    struct epoll_event ready[EVENTS];
    struct window window = {0};
    int64_t warm = now_ns() + WARM_UP_MS * 1000000LL;
    for (;;) {
        int count = epoll_wait(epoll, ready, EVENTS, 100);
        for (int i = 0; i < count; i++) window.messages += take_events(&connections[ready[i].data.u32]);
        int64_t now = now_ns();
        if (window.began_ns == 0 && now >= warm) begin_window(&window, options.seconds);
        if (window.began_ns != 0 && now >= window.ends_ns) break;
    }
    print_window("epoll", options, &window);
    printf("}\n");
}

int main(int count, char **arguments) {
    struct bench_options options = parse_options(count, arguments);
    if (options.mode != MODE_READ && options.mode != MODE_IDLE && options.mode != MODE_CONNECT) usage(arguments[0]);
    raise_fd_limit();
    connections = calloc(options.connections, sizeof *connections);
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    int64_t began = now_ns(), cpu = cpu_us();
    for (int i = 0; i < options.connections; i++) {
        connections[i].fd = dial(options);
        struct epoll_event watch = {.events = EPOLLIN, .data.u32 = i};
        epoll_ctl(epoll, EPOLL_CTL_ADD, connections[i].fd, &watch);
    }
    double dialling_s = (now_ns() - began) / 1e9, dials = options.connections;
    if (options.mode == MODE_READ) {
        measure(options, epoll);
        return 0;
    }
    if (options.mode == MODE_IDLE) usleep(options.seconds * 1e6);
    printf("{\"client\": \"epoll\", \"mode\": \"%s\", \"connections\": %d, \"dials_per_s\": %.0f, "
           "\"cpu_us_per_dial\": %.1f}\n",
           mode_names[options.mode], options.connections, dials / dialling_s, (cpu_us() - cpu) / dials);
    return 0;
}
