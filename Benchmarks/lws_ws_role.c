// The same work as epoll_echo.c by libwebsockets' own `ws` client role: what its handshake, framing and masking cost.
//
// libwebsockets runs on a libuv loop of ours; due sends wake by one timerfd, watched by the same loop; a message is
// written straight from the receive callback or the timer.
#include "common.h"

#include <libwebsockets.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <uv.h>

enum { DIALS_AT_ONCE = 100 };

static struct bench_options options;
static struct lws_context *context;
static struct lws **sessions;
static int dialled, established;
static int timer;
static uv_loop_t loop;
static uv_timer_t warm_up, window_end;
static struct pacing pacing;
static int64_t next_send, resident_before, dialling_began, dialling_cpu;
static struct window window;

// All zero: libwebsockets sends no pings of its own and sorts no timers for them.
static const lws_retry_bo_t no_retry;

static int callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t size);

static const struct lws_protocols protocols[] = {
    {.name = "bench", .callback = callback, .rx_buffer_size = 2048},
    {0},
};

static void dial(void) {
    struct lws_client_connect_info info = {
        .context = context,
        .address = "127.0.0.1",
        .host = "127.0.0.1",
        .port = options.port,
        .path = options.path,
        .local_protocol_name = "bench",
        .retry_and_idle_policy = &no_retry,
        .opaque_user_data = (void *)(intptr_t)dialled,
        .pwsi = &sessions[dialled],
    };
    dialled++;
    if (!lws_client_connect_via_info(&info)) fail("lws_client_connect_via_info");
}

// The client role masks the payload where it lies, so every send starts from a fresh copy.
static void send_message(struct lws *wsi) {
    unsigned char buffer[LWS_PRE + PAYLOAD_SIZE];
    memset(buffer + LWS_PRE, 'x', PAYLOAD_SIZE);
    if (lws_write(wsi, buffer + LWS_PRE, PAYLOAD_SIZE, LWS_WRITE_TEXT) < PAYLOAD_SIZE) fail("lws_write");
}

static void send_due(void) {
    for (;;) {
        int64_t due = due_of(&pacing, next_send), now = now_ns();
        if (due > now) {
            struct itimerspec when = {.it_value = {due / 1000000000, due % 1000000000}};
            timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, NULL);
            return;
        }
        record_lateness(now - due);
        send_message(sessions[connection_of(&pacing, next_send++)]);
    }
}

static void timer_fired(uv_poll_t *watch, int status, int events) {
    (void)watch, (void)status, (void)events;
    // Arming it anew clears the expiration (timerfd_create(2)), so nothing is read.
    send_due();
}

static void window_ended(uv_timer_t *unused) {
    (void)unused;
    print_window("lws-ws", options, &window);
    printf("}\n");
    fflush(stdout);
    // Taking libwebsockets down in order is not what is measured.
    _exit(0);
}

static void idle_ended(uv_timer_t *unused) {
    (void)unused;
    double count = options.connections;
    printf("{\"client\": \"lws-ws\", \"mode\": \"idle\", \"connections\": %d, \"dials_per_s\": %.0f, "
           "\"cpu_us_per_dial\": %.1f, \"bytes_per_session\": %.0f, \"cpu_percent\": %.2f}\n",
           options.connections, count / ((window.began_ns - dialling_began) / 1e9),
           (window.cpu_began_us - dialling_cpu) / count, (resident_bytes() - resident_before) / count,
           (cpu_us() - window.cpu_began_us) / options.seconds / 1e4);
    fflush(stdout);
    _exit(0);
}

static void warm(uv_timer_t *unused) {
    (void)unused;
    begin_window(&window, options.seconds);
    uv_timer_start(&window_end, window_ended, (uint64_t)(options.seconds * 1000), 0);
}

static void all_established(void) {
    if (options.mode == MODE_IDLE || options.mode == MODE_CONNECT) {
        begin_window(&window, options.seconds);
        uv_timer_start(&window_end, idle_ended, options.mode == MODE_IDLE ? (uint64_t)(options.seconds * 1000) : 0, 0);
        return;
    }
    uv_timer_start(&warm_up, warm, WARM_UP_MS, 0);
    if (options.mode == MODE_PACED) {
        pacing = make_pacing(options, now_ns() + 10000000);
        send_due();
    } else {
        for (int i = 0; i < options.connections; i++) send_message(sessions[i]);
    }
}

static int callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t size) {
    (void)user;
    switch (reason) {
        case LWS_CALLBACK_CLIENT_ESTABLISHED: {
            // Our end goes by RST, so that a second run does not find the ports in TIME_WAIT.
            struct linger at_once = {1, 0};
            setsockopt(lws_get_socket_fd(wsi), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
            if (++established == options.connections) all_established();
            else if (dialled < options.connections) dial();
            break;
        }
        case LWS_CALLBACK_CLIENT_RECEIVE:
            if (size != PAYLOAD_SIZE || !lws_is_final_fragment(wsi)) fail("not an echo");
            window.messages++;
            if (options.mode == MODE_CLOSED) send_message(wsi);
            break;
        case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
            fprintf(stderr, "connection error: %s\n", in ? (const char *)in : "unknown");
            _exit(1);
        case LWS_CALLBACK_CLIENT_CLOSED:
            fprintf(stderr, "closed by the server\n");
            _exit(1);
        default:
            break;
    }
    return 0;
}

int main(int count, char **arguments) {
    options = parse_options(count, arguments);
    raise_fd_limit();
    lws_set_log_level(LLL_ERR, NULL);
    sessions = calloc(options.connections, sizeof *sessions);
    timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    uv_loop_init(&loop);
    uv_timer_init(&loop, &warm_up);
    uv_timer_init(&loop, &window_end);
    uv_poll_t watch;
    uv_poll_init(&loop, &watch, timer);
    uv_poll_start(&watch, UV_READABLE, timer_fired);

    void *loops[] = {&loop};
    struct lws_context_creation_info info = {
        .port = CONTEXT_PORT_NO_LISTEN,
        .protocols = protocols,
        .foreign_loops = loops,
        .options = LWS_SERVER_OPTION_LIBUV,
        .pt_serv_buf_size = 65536,
        .timeout_secs = 30,
        .connect_timeout_secs = 30,
    };
    context = lws_create_context(&info);
    if (!context) fail("lws_create_context");
    resident_before = resident_bytes();
    dialling_began = now_ns();
    dialling_cpu = cpu_us();
    for (int i = 0; i < DIALS_AT_ONCE && i < options.connections; i++) dial();
    return uv_run(&loop, UV_RUN_DEFAULT);
}
