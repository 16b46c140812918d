#pragma once
#include <curl/curl.h>

// curl_easy_setopt, curl_multi_setopt and curl_easy_getinfo are variadic, which Swift cannot call: one function for each
// kind of argument.

static inline CURLcode ccurl_set_long(CURL *_Nonnull easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_offset(CURL *_Nonnull easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}
/// The library copies the text.
static inline CURLcode ccurl_set_text(CURL *_Nonnull easy, CURLoption option, const char *_Nullable value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_pointer(CURL *_Nonnull easy, CURLoption option, void *_Nullable value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_headers(CURL *_Nonnull easy, struct curl_slist *_Nullable lines) {
  return curl_easy_setopt(easy, CURLOPT_HTTPHEADER, lines);
}
/// Copies the bytes.
static inline CURLcode ccurl_set_body(CURL *_Nonnull easy, const void *_Nonnull bytes, curl_off_t count) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, count);
  return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, bytes);
}

typedef size_t (*ccurl_bytes_callback)(char *_Nullable bytes, size_t size, size_t count, void *_Nullable context);
typedef curl_socket_t (*ccurl_socket_callback)(void *_Nullable context, curlsocktype purpose,
                                               struct curl_sockaddr *_Nullable address);
typedef int (*ccurl_before_request_callback)(void *_Nullable context, char *_Nullable remote, char *_Nullable local,
                                             int remote_port, int local_port);

static inline CURLcode ccurl_set_callbacks(CURL *_Nonnull easy, void *_Nonnull context,
                                           ccurl_bytes_callback _Nonnull body, ccurl_bytes_callback _Nonnull header,
                                           ccurl_socket_callback _Nonnull socket,
                                           ccurl_before_request_callback _Nonnull before_request) {
  curl_easy_setopt(easy, CURLOPT_PRIVATE, context);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, context);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, body);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, context);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, header);
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, context);
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, before_request);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, context);
  return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, socket);
}
static inline CURLMcode ccurl_multi_set_long(CURLM *_Nonnull multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}
static inline long ccurl_status(CURL *_Nonnull easy) {
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  return status;
}
/// Where a 3xx points, resolved against the URL; the library's, until the handle's next use.
static inline const char *_Nullable ccurl_redirect_url(CURL *_Nonnull easy) {
  char *url = NULL;
  curl_easy_getinfo(easy, CURLINFO_REDIRECT_URL, &url);
  return url;
}
static inline void *_Nullable ccurl_context(CURL *_Nonnull easy) {
  void *context = NULL;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &context);
  return context;
}
/// The result stands in a union of the message, which Swift shows without its names.
static inline CURLcode ccurl_result(const CURLMsg *_Nonnull message) { return message->data.result; }
/// CURL_SOCKET_BAD is a cast.
static inline curl_socket_t ccurl_no_socket(void) { return CURL_SOCKET_BAD; }
