// What the benchmark clients share: options, clocks, the paced schedule and the result line, so that they differ in
// nothing but how they drive their sockets.
#pragma once

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { PAYLOAD_SIZE = 64, WARM_UP_MS = 500 };

enum bench_mode {
    MODE_CLOSED,   // one outstanding message a connection
    MODE_PACED,    // `rate` messages a second and connection, each at its own due time
    MODE_IDLE,     // connections are held and nothing is sent
    MODE_CONNECT,  // connections are opened, and that is all
    MODE_READ,     // the server sends `rate` messages a second on each connection
    MODE_COUNT,
};

static const char *const mode_names[MODE_COUNT] = {"closed", "paced", "idle", "connect", "read"};

struct bench_options {
    const char *path;
    int port;
    int connections;
    double seconds;  // length of the window that is measured
    double rate;     // messages per second and connection, for MODE_PACED and MODE_READ
    enum bench_mode mode;
};

static inline _Noreturn void fail(const char *what) {
    perror(what);
    exit(1);
}

static inline _Noreturn void usage(const char *program) {
    fprintf(stderr,
            "%s --port N [--connections 100] [--seconds 5] [--mode closed|paced|idle|connect|read] "
            "[--rate 5] [--path /echo]\n",
            program);
    exit(64);
}

static inline struct bench_options parse_options(int count, char **arguments) {
    struct bench_options options = {.path = "/echo", .connections = 100, .seconds = 5, .rate = 5};
    for (int i = 1; i < count; i += 2) {
        const char *name = arguments[i], *value = i + 1 < count ? arguments[i + 1] : NULL;
        if (!value) usage(arguments[0]);
        if (!strcmp(name, "--port")) options.port = atoi(value);
        else if (!strcmp(name, "--connections")) options.connections = atoi(value);
        else if (!strcmp(name, "--seconds")) options.seconds = atof(value);
        else if (!strcmp(name, "--rate")) options.rate = atof(value);
        else if (!strcmp(name, "--path")) options.path = value;
        else if (!strcmp(name, "--mode")) {
            int mode = 0;
            while (mode < MODE_COUNT && strcmp(value, mode_names[mode])) mode++;
            if (mode == MODE_COUNT) usage(arguments[0]);
            options.mode = mode;
        } else usage(arguments[0]);
    }
    if (options.port <= 0 || options.connections <= 0) usage(arguments[0]);
    if (options.seconds <= 0 || options.rate <= 0) usage(arguments[0]);
    return options;
}

static inline int64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

// User and system CPU time of this process.
static inline int64_t cpu_us(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    struct timeval user = usage.ru_utime, system = usage.ru_stime;
    return (user.tv_sec + system.tv_sec) * 1000000LL + user.tv_usec + system.tv_usec;
}

static inline int64_t resident_bytes(void) {
    long total = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file || fscanf(file, "%ld %ld", &total, &resident) != 2) fail("/proc/self/statm");
    fclose(file);
    return resident * sysconf(_SC_PAGESIZE);
}

static inline void raise_fd_limit(void) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

// The paced schedule. Connection c's k-th message is due at start + (phase(c) + k) / rate with phase(c) = frac(c·φ), so
// in every period the connections send in the same order, that of their phases: the i-th send of all needs no heap.
struct pacing {
    int *order;  // connection indexes by rising phase
    int connections;
    double period_ns;
    int64_t start;
};

static inline double phase_of(int connection) {
    double unused;
    return modf(connection * 0.6180339887498949, &unused);
}

static inline int compare_phases(const void *a, const void *b) {
    double x = phase_of(*(const int *)a), y = phase_of(*(const int *)b);
    return (x > y) - (x < y);
}

static inline struct pacing make_pacing(struct bench_options options, int64_t start) {
    struct pacing pacing = {malloc(options.connections * sizeof(int)), options.connections, 1e9 / options.rate, start};
    for (int i = 0; i < options.connections; i++) pacing.order[i] = i;
    qsort(pacing.order, options.connections, sizeof(int), compare_phases);
    return pacing;
}

static inline int connection_of(const struct pacing *pacing, int64_t send) {
    return pacing->order[send % pacing->connections];
}

static inline int64_t due_of(const struct pacing *pacing, int64_t send) {
    int64_t round = send / pacing->connections;
    return pacing->start + (int64_t)((round + phase_of(connection_of(pacing, send))) * pacing->period_ns);
}

// How late due sends were taken up, in steps of one microsecond; the last step holds all that were later.
enum { LATENESS_STEPS = 100000 };
static uint32_t lateness_counts[LATENESS_STEPS];

static inline void record_lateness(int64_t nanoseconds) {
    int64_t step = nanoseconds / 1000;
    lateness_counts[step < LATENESS_STEPS ? step : LATENESS_STEPS - 1]++;
}

static inline int lateness_us(double share) {
    uint64_t total = 0, seen = 0;
    for (int i = 0; i < LATENESS_STEPS; i++) total += lateness_counts[i];
    for (int i = 0; i < LATENESS_STEPS; i++)
        if ((seen += lateness_counts[i]) > 0 && seen >= share * total) return i;
    return 0;
}

// One measured window, from the moment when all connections are up and warm.
struct window {
    int64_t began_ns, ends_ns, cpu_began_us, messages;
};

static inline void begin_window(struct window *window, double seconds) {
    window->began_ns = now_ns();
    window->ends_ns = window->began_ns + (int64_t)(seconds * 1e9);
    window->cpu_began_us = cpu_us();
    window->messages = 0;
    memset(lateness_counts, 0, sizeof lateness_counts);
}

static inline void print_window(const char *client, struct bench_options options, const struct window *window) {
    double elapsed_s = (now_ns() - window->began_ns) / 1e9;
    double cpu = cpu_us() - window->cpu_began_us;
    printf("{\"client\": \"%s\", \"mode\": \"%s\", \"connections\": %d, \"elapsed_s\": %.3f, \"messages\": %ld, "
           "\"messages_per_s\": %.0f, \"cpu_us_per_message\": %.3f, \"cpu_percent\": %.2f",
           client, mode_names[options.mode], options.connections, elapsed_s, (long)window->messages,
           window->messages / elapsed_s, window->messages ? cpu / window->messages : 0, cpu / elapsed_s / 1e4);
    if (options.mode == MODE_PACED)
        printf(", \"lateness_p50_us\": %d, \"lateness_p99_us\": %d", lateness_us(0.5), lateness_us(0.99));
}
