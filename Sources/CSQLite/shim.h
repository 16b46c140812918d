#pragma once
#include <sqlite3.h>

/// SQLITE_TRANSIENT is a cast, which Swift cannot import: ask SQLite to copy the bytes.
static inline int csqlite_bind_text(sqlite3_stmt *_Nonnull statement, int index, const char *_Nonnull utf8, int count) {
  return sqlite3_bind_text(statement, index, utf8, count, SQLITE_TRANSIENT);
}

/// The same for bytes.
static inline int csqlite_bind_blob(sqlite3_stmt *_Nonnull statement, int index, const void *_Nonnull bytes, int count) {
  return sqlite3_bind_blob(statement, index, bytes, count, SQLITE_TRANSIENT);
}

/// `sqlite3_db_config` is variadic. Defensive mode refuses what ordinary SQL never needs: writing to the schema table,
/// to shadow tables, or with the journal off. Double-quoted strings are no longer taken for text.
static inline int csqlite_harden(sqlite3 *_Nonnull database) {
  int code = sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
  if (code != SQLITE_OK) return code;
  code = sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)0);
  if (code != SQLITE_OK) return code;
  code = sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, (int *)0);
  if (code != SQLITE_OK) return code;
  return sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DDL, 0, (int *)0);
}
