// What keep-alive GETs cost a client that only uses libcurl: its multi interface on epoll, one easy handle a connection,
// the next request as soon as the answer is there. Bodies are counted and not kept, statuses are looked at.
#include "common.h"

#include <curl/curl.h>
#include <sys/epoll.h>

enum { EVENTS = 512 };

struct client {
    CURLM *multi;
    int epoll;
    int64_t due_ns;  // when libcurl wants to be called without an event; 0 for never
    int64_t body_bytes;
};

static size_t count_body(char *bytes, size_t size, size_t count, void *client) {
    (void)bytes;
    ((struct client *)client)->body_bytes += size * count;
    return size * count;
}

// CURLMOPT_SOCKETFUNCTION: the pointer of a socket says whether epoll knows it.
static int watch(CURL *easy, curl_socket_t fd, int what, void *context, void *known) {
    (void)easy;
    struct client *client = context;
    if (what == CURL_POLL_REMOVE) {
        epoll_ctl(client->epoll, EPOLL_CTL_DEL, fd, NULL);
        return 0;
    }
    struct epoll_event event = {.data.fd = fd};
    if (what & CURL_POLL_IN) event.events |= EPOLLIN;
    if (what & CURL_POLL_OUT) event.events |= EPOLLOUT;
    if (epoll_ctl(client->epoll, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event)) fail("epoll_ctl");
    curl_multi_assign(client->multi, fd, client);
    return 0;
}

// CURLMOPT_TIMERFUNCTION.
static int set_timer(CURLM *multi, long timeout_ms, void *context) {
    (void)multi;
    struct client *client = context;
    client->due_ns = timeout_ms < 0 ? 0 : now_ns() + timeout_ms * 1000000LL;
    return 0;
}

static void act(struct client *client, curl_socket_t fd, int events) {
    int running;
    if (curl_multi_socket_action(client->multi, fd, events, &running) != CURLM_OK) fail("curl_multi_socket_action");
}

// Begins the next request for every answer that is complete, and returns how many were.
static int take_answers(struct client *client) {
    CURLMsg *message;
    int left, answers = 0;
    while ((message = curl_multi_info_read(client->multi, &left))) {
        long status = 0;
        CURL *easy = message->easy_handle;
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        if (message->data.result != CURLE_OK || status != 200) {
            fprintf(stderr, "a request failed: %s, status %ld\n", curl_easy_strerror(message->data.result), status);
            exit(1);
        }
        answers++;
        curl_multi_remove_handle(client->multi, easy);
        curl_multi_add_handle(client->multi, easy);
    }
    return answers;
}

// Waits once, for events or for the timer, and returns how many answers came.
static int turn(struct client *client) {
    struct epoll_event ready[EVENTS];
    int wait_ms = 100;
    if (client->due_ns) {
        int64_t left = client->due_ns - now_ns();
        wait_ms = left <= 0 ? 0 : left / 1000000 + 1 < 100 ? left / 1000000 + 1 : 100;
    }
    int count = epoll_wait(client->epoll, ready, EVENTS, wait_ms);
    for (int i = 0; i < count; i++) {
        int events = ready[i].events & EPOLLIN ? CURL_CSELECT_IN : 0;
        if (ready[i].events & EPOLLOUT) events |= CURL_CSELECT_OUT;
        if (ready[i].events & (EPOLLERR | EPOLLHUP)) events |= CURL_CSELECT_ERR;
        act(client, ready[i].data.fd, events);
    }
    if (client->due_ns && client->due_ns <= now_ns()) {
        client->due_ns = 0;
        act(client, CURL_SOCKET_TIMEOUT, 0);
    }
    return take_answers(client);
}

static void begin(struct client *client, struct bench_options options) {
    char url[256];
    snprintf(url, sizeof url, "http://127.0.0.1:%d%s", options.port, options.path);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    client->epoll = epoll_create1(EPOLL_CLOEXEC);
    client->multi = curl_multi_init();
    curl_multi_setopt(client->multi, CURLMOPT_SOCKETFUNCTION, watch);
    curl_multi_setopt(client->multi, CURLMOPT_SOCKETDATA, client);
    curl_multi_setopt(client->multi, CURLMOPT_TIMERFUNCTION, set_timer);
    curl_multi_setopt(client->multi, CURLMOPT_TIMERDATA, client);
    curl_multi_setopt(client->multi, CURLMOPT_MAXCONNECTS, (long)options.connections);
    for (int i = 0; i < options.connections; i++) {
        CURL *easy = curl_easy_init();
        curl_easy_setopt(easy, CURLOPT_URL, url);
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, count_body);
        curl_easy_setopt(easy, CURLOPT_WRITEDATA, client);
        curl_multi_add_handle(client->multi, easy);
    }
}

int main(int count, char **arguments) {
    struct bench_options options = parse_options(count, arguments);
    if (options.mode != MODE_CLOSED) usage(arguments[0]);
    raise_fd_limit();
    struct client client = {0};
    begin(&client, options);
    struct window window = {0};
    int64_t warm = now_ns() + WARM_UP_MS * 1000000LL;
    for (;;) {
        window.messages += turn(&client);
        int64_t now = now_ns();
        if (window.began_ns == 0 && now >= warm) {
            begin_window(&window, options.seconds);
            client.body_bytes = 0;
        }
        if (window.began_ns != 0 && now >= window.ends_ns) break;
    }
    double bytes = window.messages ? (double)client.body_bytes / window.messages : 0;
    print_window("curl", options, &window);
    printf(", \"body_bytes\": %.0f}\n", bytes);
    return 0;
}
