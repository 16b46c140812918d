#pragma once
#include <microhttpd.h>
#include <string.h>

/// The target is decoded once, by us: leave it as it came. (libmicrohttpd asks for the new length.)
static inline size_t cmicrohttpd_keep_escapes(void *_Nullable context, struct MHD_Connection *_Nullable connection,
                                              char *_Nonnull text) {
  (void)context;
  (void)connection;
  return strlen(text);
}

/// Where libmicrohttpd calls us; all with the same context.
struct cmicrohttpd_callbacks {
  void *_Nonnull context;
  MHD_AccessHandlerCallback _Nonnull handler;
  void *_Nullable (*_Nonnull target)(void *_Nullable, const char *_Nullable, struct MHD_Connection *_Nullable);
  MHD_RequestCompletedCallback _Nonnull completed;
  MHD_NotifyConnectionCallback _Nonnull connection;
};

/// MHD_start_daemon is variadic: the one set-up we use. A pool of one thread must not be asked for.
static inline struct MHD_Daemon *_Nullable cmicrohttpd_start(struct cmicrohttpd_callbacks callbacks, int listening,
                                                             unsigned int threads, unsigned int connections,
                                                             unsigned int idle_seconds, size_t memory) {
  struct MHD_OptionItem pool[] = {
      {threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, (intptr_t)threads, NULL},
      {MHD_OPTION_END, 0, NULL}};
  return MHD_start_daemon(
      MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, callbacks.handler, callbacks.context,
      MHD_OPTION_LISTEN_SOCKET, listening, MHD_OPTION_CONNECTION_LIMIT, connections, MHD_OPTION_CONNECTION_TIMEOUT,
      idle_seconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT, memory, MHD_OPTION_URI_LOG_CALLBACK, callbacks.target,
      callbacks.context, MHD_OPTION_NOTIFY_COMPLETED, callbacks.completed, callbacks.context,
      MHD_OPTION_NOTIFY_CONNECTION, callbacks.connection, callbacks.context, MHD_OPTION_UNESCAPE_CALLBACK,
      &cmicrohttpd_keep_escapes, NULL, MHD_OPTION_ARRAY, pool, MHD_OPTION_END);
}

/// MHD_get_connection_info is variadic; nothing while the connection is being closed.
static inline const struct sockaddr *_Nullable cmicrohttpd_peer(struct MHD_Connection *_Nonnull connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  return info ? info->client_addr : NULL;
}

/// MHD_get_connection_info is variadic; what the connection callback stored.
static inline void *_Nullable cmicrohttpd_socket_context(struct MHD_Connection *_Nonnull connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return info ? info->socket_context : NULL;
}

/// MHD_get_connection_info is variadic; -1 for none.
static inline int cmicrohttpd_socket(struct MHD_Connection *_Nonnull connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info ? info->connect_fd : -1;
}

/// MHD_get_connection_info is variadic; bytes of request line and header lines.
static inline size_t cmicrohttpd_header_size(struct MHD_Connection *_Nonnull connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
  return info ? info->header_size : 0;
}

/// The size of a body that ends when its reader says so; the macro is a cast, which Swift cannot import.
static inline uint64_t cmicrohttpd_unknown_size(void) { return MHD_SIZE_UNKNOWN; }

/// The two cases reach Swift under names cut in the middle of a word.
static inline int cmicrohttpd_is_opening(enum MHD_ConnectionNotificationCode code) {
  return code == MHD_CONNECTION_NOTIFY_STARTED;
}
