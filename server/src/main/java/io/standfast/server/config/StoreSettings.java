package io.standfast.server.config;

/**
 * Settings: where messages live.
 */
@SettingGroup("Store")
final class StoreSettings
{
    // @formatter:off
    @Setting(kind = SettingKind.TEXT, flags = {"store", "st"},
        keys = {"store", "st", "store_type", "storetype"}, in = Section.STREAMING,
        doc = "Store type: MEMORY or FILE; SQL is taken for FILE, with a warning")
    static final String STORE = "store";
    @Setting(kind = SettingKind.TEXT, flags = "dir", keys = {"dir", "datastore"}, in = Section.STREAMING,
        doc = "Root directory of the FILE store")
    static final String DIR = "dir";
    @Setting(kind = SettingKind.BOOL, flags = "file_sync",
        keys = {"sync", "do_sync", "sync_on_flush", "file_sync"}, in = Section.FILE, absent = "true",
        doc = "Acknowledge a publish only after it is forced to disk")
    static final String FILE_SYNC = "file_sync";
    @Setting(kind = SettingKind.TEXT, support = SettingSupport.INERT, flags = "file_slice_archive_script",
        keys = {"slice_archive_script", "slice_archive", "slice_script"}, in = Section.FILE,
        doc = "Program that is given the files of messages before they go",
        why = "no script is run and nothing is archived: messages that go by a limit are gone; raise the limits, or " +
            "take backups with standfast backup before they go")
    static final String FILE_SLICE_ARCHIVE_SCRIPT = "file_slice_archive_script";
    @Setting(kind = SettingKind.BOOL, support = SettingSupport.INERT, flags = "file_compact_enabled",
        keys = {"compact", "compact_enabled"}, in = Section.FILE,
        doc = "Compact files of subscriptions and clients", why = "files are compacted when it is due")
    static final String FILE_COMPACT_ENABLED = "file_compact_enabled";
    @Setting(kind = SettingKind.INT, support = SettingSupport.INERT, flags = "file_compact_frag",
        keys = {"compact_frag", "compact_fragmentation"}, in = Section.FILE,
        doc = "Share of a file that is garbage before it is compacted",
        why = "files are compacted when it is due")
    static final String FILE_COMPACT_FRAG = "file_compact_frag";
    @Setting(kind = SettingKind.INT, support = SettingSupport.INERT, flags = "file_compact_interval",
        keys = "compact_interval", in = Section.FILE, doc = "Time between two compactions",
        why = "files are compacted when it is due")
    static final String FILE_COMPACT_INTERVAL = "file_compact_interval";
    @Setting(kind = SettingKind.SIZE, support = SettingSupport.INERT, flags = "file_compact_min_size",
        keys = "compact_min_size", in = Section.FILE, doc = "Size of a file before it is compacted",
        why = "files are compacted when it is due")
    static final String FILE_COMPACT_MIN_SIZE = "file_compact_min_size";
    @Setting(kind = SettingKind.SIZE, support = SettingSupport.INERT, flags = "file_buffer_size",
        keys = "buffer_size", in = Section.FILE, doc = "Buffer of each file",
        why = "files are mapped, not buffered")
    static final String FILE_BUFFER_SIZE = "file_buffer_size";
    @Setting(kind = SettingKind.SIZE, support = SettingSupport.INERT, flags = "file_read_buffer_size",
        keys = {"file_read_buffer_size", "read_buffer_size"}, in = Section.FILE, doc = "Read-ahead of each file",
        why = "files are mapped, not buffered")
    static final String FILE_READ_BUFFER_SIZE = "file_read_buffer_size";
    @Setting(kind = SettingKind.BOOL, support = SettingSupport.INERT, flags = "file_crc",
        keys = {"crc", "do_crc"}, in = Section.FILE, doc = "Checksums of records",
        why = "every record has a checksum, and it is checked")
    static final String FILE_CRC = "file_crc";
    @Setting(kind = SettingKind.LONG, support = SettingSupport.INERT, flags = "file_crc_poly",
        keys = "crc_poly", in = Section.FILE, doc = "Polynomial of the checksums", why = "checksums are CRC32C")
    static final String FILE_CRC_POLY = "file_crc_poly";
    @Setting(kind = SettingKind.INT, support = SettingSupport.INERT, flags = "file_slice_max_msgs",
        keys = {"slice_max_msgs", "slice_max_count", "slice_msgs", "slice_count"}, in = Section.FILE,
        doc = "Messages of a file", why = "all channels share segments of one size")
    static final String FILE_SLICE_MAX_MSGS = "file_slice_max_msgs";
    @Setting(kind = SettingKind.SIZE, support = SettingSupport.INERT, flags = "file_slice_max_bytes",
        keys = {"slice_max_bytes", "slice_max_size", "slice_bytes", "slice_size"}, in = Section.FILE,
        doc = "Bytes of a file", why = "all channels share segments of one size")
    static final String FILE_SLICE_MAX_BYTES = "file_slice_max_bytes";
    @Setting(kind = SettingKind.TIME, support = SettingSupport.INERT, flags = "file_slice_max_age",
        keys = {"slice_max_age", "slice_age", "slice_max_time", "slice_time_limit"}, in = Section.FILE,
        doc = "Age of a file", why = "all channels share segments of one size")
    static final String FILE_SLICE_MAX_AGE = "file_slice_max_age";
    @Setting(kind = SettingKind.LONG, support = SettingSupport.INERT, flags = "file_fds_limit",
        keys = {"file_descriptors_limit", "fds_limit"}, in = Section.FILE, doc = "Files open at once",
        why = "all channels share segments, so that few files are open")
    static final String FILE_FDS_LIMIT = "file_fds_limit";
    @Setting(kind = SettingKind.INT, support = SettingSupport.INERT, flags = "file_parallel_recovery",
        keys = "parallel_recovery", in = Section.FILE, doc = "Channels recovered at once",
        why = "all channels are recovered from one snapshot and the log after it")
    static final String FILE_PARALLEL_RECOVERY = "file_parallel_recovery";
    @Setting(kind = SettingKind.TIME, support = SettingSupport.INERT, flags = "file_auto_sync",
        keys = {"file_auto_sync", "auto_sync"}, in = Section.FILE,
        doc = "Time between two forced writes when file_sync is off",
        why = "without file_sync the operating system decides when it writes")
    static final String FILE_AUTO_SYNC = "file_auto_sync";
    @Setting(kind = SettingKind.BOOL, support = SettingSupport.INERT, flags = "file_truncate_bad_eof",
        doc = "Drop a torn record at the end of a file",
        why = "a torn end that no acknowledgement promised is dropped at every start, anything else is refused")
    static final String FILE_TRUNCATE_BAD_EOF = "file_truncate_bad_eof";
    @Setting(kind = SettingKind.TEXT, support = SettingSupport.INERT, flags = "sql_driver", keys = "driver",
        in = Section.SQL, doc = "Kind of database",
        why = "there is no SQL store; -st SQL keeps messages in files under -dir")
    static final String SQL_DRIVER = "sql_driver";
    @Setting(kind = SettingKind.TEXT, support = SettingSupport.INERT, flags = "sql_source", keys = "source",
        in = Section.SQL, isSecret = true, doc = "Address of the database",
        why = "there is no SQL store; -st SQL keeps messages in files under -dir")
    static final String SQL_SOURCE = "sql_source";
    @Setting(kind = SettingKind.BOOL, support = SettingSupport.INERT, flags = "sql_no_caching",
        keys = "no_caching", in = Section.SQL, doc = "Write each message at once",
        why = "there is no SQL store; -st SQL keeps messages in files under -dir")
    static final String SQL_NO_CACHING = "sql_no_caching";
    @Setting(kind = SettingKind.INT, support = SettingSupport.INERT, flags = "sql_max_open_conns",
        keys = {"max_open_conns", "max_conns"}, in = Section.SQL, doc = "Connections to the database",
        why = "there is no SQL store; -st SQL keeps messages in files under -dir")
    static final String SQL_MAX_OPEN_CONNS = "sql_max_open_conns";
    @Setting(kind = SettingKind.INT, support = SettingSupport.INERT, flags = "sql_bulk_insert_limit",
        keys = "bulk_insert_limit", in = Section.SQL, doc = "Messages of an insert",
        why = "there is no SQL store; -st SQL keeps messages in files under -dir")
    static final String SQL_BULK_INSERT_LIMIT = "sql_bulk_insert_limit";
    // @formatter:on

    private StoreSettings()
    {
    }
}
