// The floor: what a WebSocket client costs when it does nothing but its system calls.
//
// epoll, one read and one write a message, frames made in advance, no allocation and no timing of replies. Every ratio
// in the benchmarks is against this program, run in turn with the other on the same machine.
#include "common.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>

enum { FRAME_SIZE = 2 + 4 + PAYLOAD_SIZE, REPLY_SIZE = 2 + PAYLOAD_SIZE, EVENTS = 512, TIMER = -1 };

struct connection {
    int fd;
    int received;  // bytes of the reply that is under way
};

static struct connection *connections;
static char frame[FRAME_SIZE];

static void make_frame(void) {
    const unsigned char mask[4] = {0x5a, 0x13, 0xc4, 0x77};
    frame[0] = (char)0x81;
    frame[1] = (char)(0x80 | PAYLOAD_SIZE);
    memcpy(frame + 2, mask, 4);
    for (int i = 0; i < PAYLOAD_SIZE; i++) frame[6 + i] = (char)('x' ^ mask[i % 4]);
}

// Dials and upgrades, blocking: the kernel's work is the same, and the floor stays short. No check of the accept key.
static int dial(struct bench_options options) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    if (fd < 0) fail("socket");
    // Our end goes by RST, so that a second run does not find the ports in TIME_WAIT.
    struct linger at_once = {1, 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(options.port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(fd, (struct sockaddr *)&address, sizeof address)) fail("connect");

    char text[1024];
    int size = snprintf(text, sizeof text,
                        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n",
                        options.path, options.port);
    if (write(fd, text, size) != size) fail("write");
    int got = 0;
    while (got < 4 || memcmp(text + got - 4, "\r\n\r\n", 4)) {
        // One byte more than the answer would already belong to a frame, which this client does not expect.
        int count = read(fd, text + got, sizeof text - 1 - got);
        if (count <= 0) fail("read of the answer");
        got += count;
    }
    if (got < 12 || memcmp(text, "HTTP/1.1 101", 12)) {
        fprintf(stderr, "not upgraded: %.*s\n", got, text);
        exit(1);
    }
    return fd;
}

static void send_message(struct connection *connection) {
    if (send(connection->fd, frame, FRAME_SIZE, MSG_DONTWAIT) != FRAME_SIZE) fail("send");
}

// Reads once and answers how many replies were completed.
static int take_replies(struct connection *connection) {
    char bytes[4096];
    int count = recv(connection->fd, bytes, sizeof bytes, MSG_DONTWAIT);
    if (count <= 0) fail("recv");
    if (connection->received == 0 && (unsigned char)bytes[0] != 0x81) {
        fprintf(stderr, "not an echo: first byte 0x%02x\n", (unsigned char)bytes[0]);
        exit(1);
    }
    int total = connection->received + count;
    connection->received = total % REPLY_SIZE;
    return total / REPLY_SIZE;
}

static void arm(int timer, int64_t at) {
    struct itimerspec when = {.it_value = {at / 1000000000, at % 1000000000}};
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, NULL);
}

// Sends what is due, and arms the timer for the next one. No slack: every send has its own wake unless two are due.
static int64_t send_due(const struct pacing *pacing, int64_t next, int timer) {
    for (;;) {
        int64_t due = due_of(pacing, next), now = now_ns();
        if (due > now) {
            arm(timer, due);
            return next;
        }
        record_lateness(now - due);
        send_message(&connections[connection_of(pacing, next++)]);
    }
}

static void measure(struct bench_options options, int epoll) {
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    struct epoll_event watch = {.events = EPOLLIN, .data.u32 = (uint32_t)TIMER}, ready[EVENTS];
    epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &watch);
    struct pacing pacing = make_pacing(options, now_ns() + 10000000);
    struct window window = {0};
    int64_t next = 0, warm = now_ns() + WARM_UP_MS * 1000000LL;
    if (options.mode == MODE_PACED) next = send_due(&pacing, next, timer);
    if (options.mode == MODE_CLOSED)
        for (int i = 0; i < options.connections; i++) send_message(&connections[i]);

    for (;;) {
        int count = epoll_wait(epoll, ready, EVENTS, 100);
        for (int i = 0; i < count; i++) {
            if (ready[i].data.u32 == (uint32_t)TIMER) {
                // Arming it anew clears the expiration (timerfd_create(2)), so nothing is read.
                next = send_due(&pacing, next, timer);
                continue;
            }
            struct connection *connection = &connections[ready[i].data.u32];
            int replies = take_replies(connection);
            window.messages += replies;
            if (options.mode == MODE_CLOSED && replies > 0) send_message(connection);
        }
        int64_t now = now_ns();
        if (window.began_ns == 0 && now >= warm) begin_window(&window, options.seconds);
        if (window.began_ns != 0 && now >= window.ends_ns) break;
    }
    print_window("epoll", options, &window);
    printf("}\n");
}

int main(int count, char **arguments) {
    struct bench_options options = parse_options(count, arguments);
    raise_fd_limit();
    make_frame();
    connections = calloc(options.connections, sizeof *connections);
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    int64_t resident = resident_bytes(), began = now_ns(), cpu = cpu_us();
    for (int i = 0; i < options.connections; i++) {
        connections[i].fd = dial(options);
        struct epoll_event watch = {.events = EPOLLIN, .data.u32 = i};
        epoll_ctl(epoll, EPOLL_CTL_ADD, connections[i].fd, &watch);
    }
    double dialling_s = (now_ns() - began) / 1e9, dials = options.connections;
    if (options.mode == MODE_CLOSED || options.mode == MODE_PACED) {
        measure(options, epoll);
        return 0;
    }
    printf("{\"client\": \"epoll\", \"mode\": \"%s\", \"connections\": %d, \"dials_per_s\": %.0f, "
           "\"cpu_us_per_dial\": %.1f",
           mode_names[options.mode], options.connections, dials / dialling_s, (cpu_us() - cpu) / dials);
    if (options.mode == MODE_IDLE) {
        cpu = cpu_us();
        usleep(options.seconds * 1e6);
        printf(", \"bytes_per_session\": %.0f, \"cpu_percent\": %.2f", (resident_bytes() - resident) / dials,
               (cpu_us() - cpu) / options.seconds / 1e4);
    }
    printf("}\n");
    return 0;
}
