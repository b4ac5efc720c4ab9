#pragma once
#include <libwebsockets.h>

/* A zeroed policy per connection keeps libwebsockets' own pings and idle checks off; ours are scheduled by us. */
static inline const lws_retry_bo_t *streamload_no_idle_policy(void)
{
    static const lws_retry_bo_t none;
    return &none;
}

/* The role names are fields of a struct of C strings that must outlive the context. */
static inline void streamload_accept_raw(struct lws_context_creation_info *info)
{
    info->listen_accept_role = "raw-skt";
    info->listen_accept_protocol = "accepted";
}
