#pragma once
#include <curl/curl.h>

/* curl's setters and getters are variadic macros, which are not imported: one inline function a signature. */
#define STREAMLOAD_SETTER(name, type) \
    static inline CURLcode streamload_setopt_##name(CURL *easy, CURLoption option, type value) \
    { \
        return (curl_easy_setopt)(easy, option, value); \
    }
#define STREAMLOAD_GETTER(name, type) \
    static inline CURLcode streamload_getinfo_##name(CURL *easy, CURLINFO info, type *value) \
    { \
        return (curl_easy_getinfo)(easy, info, value); \
    }

STREAMLOAD_SETTER(long, long)
/* libcurl copies the text; NULL unsets. */
STREAMLOAD_SETTER(string, const char *)
/* libcurl keeps these pointers until they are set anew; NULL unsets. */
STREAMLOAD_SETTER(slist, struct curl_slist *)
STREAMLOAD_SETTER(share, CURLSH *)

STREAMLOAD_GETTER(long, long)
STREAMLOAD_GETTER(off_t, curl_off_t)
/* The text belongs to the handle; the owner is CURLINFO_PRIVATE. */
STREAMLOAD_GETTER(string, char *)
STREAMLOAD_GETTER(owner, void *)

/* libcurl copies the bytes; their count must be known before them. NULL frees what was copied last. */
static inline CURLcode streamload_setopt_body(CURL *easy, const void *bytes, curl_off_t count)
{
    CURLcode code = (curl_easy_setopt)(easy, CURLOPT_POSTFIELDSIZE_LARGE, count);
    return code == CURLE_OK ? (curl_easy_setopt)(easy, CURLOPT_COPYPOSTFIELDS, bytes) : code;
}

/* What a transfer tells its owner; `errors` has CURL_ERROR_SIZE bytes and is written to at any time. */
static inline void streamload_set_owner(CURL *easy, void *owner, char *errors, curl_write_callback head,
                                        curl_write_callback body, curl_prereq_callback request,
                                        curl_xferinfo_callback progress, curl_debug_callback debug)
{
    (curl_easy_setopt)(easy, CURLOPT_PRIVATE, owner);
    (curl_easy_setopt)(easy, CURLOPT_ERRORBUFFER, errors);
    (curl_easy_setopt)(easy, CURLOPT_HEADERFUNCTION, head);
    (curl_easy_setopt)(easy, CURLOPT_HEADERDATA, owner);
    (curl_easy_setopt)(easy, CURLOPT_WRITEFUNCTION, body);
    (curl_easy_setopt)(easy, CURLOPT_WRITEDATA, owner);
    (curl_easy_setopt)(easy, CURLOPT_PREREQFUNCTION, request);
    (curl_easy_setopt)(easy, CURLOPT_PREREQDATA, owner);
    (curl_easy_setopt)(easy, CURLOPT_XFERINFOFUNCTION, progress);
    (curl_easy_setopt)(easy, CURLOPT_XFERINFODATA, owner);
    /* Called only with CURLOPT_VERBOSE. */
    (curl_easy_setopt)(easy, CURLOPT_DEBUGFUNCTION, debug);
    (curl_easy_setopt)(easy, CURLOPT_DEBUGDATA, owner);
}

/* Sockets are opened for a transfer and outlive it: closing one is told to the owner of all connections. */
static inline void streamload_set_socket_owners(CURL *easy, void *owner, curl_opensocket_callback open,
                                                void *connections, curl_closesocket_callback close)
{
    (curl_easy_setopt)(easy, CURLOPT_OPENSOCKETFUNCTION, open);
    (curl_easy_setopt)(easy, CURLOPT_OPENSOCKETDATA, owner);
    (curl_easy_setopt)(easy, CURLOPT_CLOSESOCKETFUNCTION, close);
    (curl_easy_setopt)(easy, CURLOPT_CLOSESOCKETDATA, connections);
}

static inline CURLMcode streamload_multi_setopt_long(CURLM *multi, CURLMoption option, long value)
{
    return (curl_multi_setopt)(multi, option, value);
}

static inline void streamload_multi_set_owner(CURLM *multi, void *owner, curl_socket_callback socket,
                                              curl_multi_timer_callback timer)
{
    (curl_multi_setopt)(multi, CURLMOPT_SOCKETFUNCTION, socket);
    (curl_multi_setopt)(multi, CURLMOPT_SOCKETDATA, owner);
    (curl_multi_setopt)(multi, CURLMOPT_TIMERFUNCTION, timer);
    (curl_multi_setopt)(multi, CURLMOPT_TIMERDATA, owner);
}

static inline CURLSHcode streamload_share_cookies(CURLSH *share)
{
    return (curl_share_setopt)(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_COOKIE);
}
