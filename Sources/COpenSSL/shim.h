#pragma once
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

/* SSL_set_mode and SSL_CTX_set_mode are macros over the untyped control call. */
static inline void streamload_ssl_set_mode(SSL *ssl, long mode)
{
    SSL_set_mode(ssl, mode);
}
