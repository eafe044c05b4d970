package io.standfast.server.config;

/**
 * Settings: who may come in, and what protects what.
 */
@SettingGroup("Security")
final class SecuritySettings
{
    // @formatter:off
    @Setting(kind = SettingKind.TEXT, flags = "user", keys = {"user", "username"},
        in = {Section.STREAMING, Section.AUTHORIZATION}, isReloadable = true,
        doc = "User that clients must show; with -ns, that is shown")
    static final String USER = "user";
    @Setting(kind = SettingKind.TEXT, flags = "pass", keys = {"pass", "password"},
        in = {Section.STREAMING, Section.AUTHORIZATION}, isSecret = true, isReloadable = true,
        doc = "Password of that user, or its bcrypt hash")
    static final String PASS = "pass";
    @Setting(kind = SettingKind.TEXT, flags = "auth", keys = {"auth", "token"},
        in = {Section.STREAMING, Section.AUTHORIZATION}, isSecret = true, isReloadable = true,
        doc = "Token instead of user and password")
    static final String AUTH = "auth";
    @Setting(kind = SettingKind.TREE, keys = {"admin", "admins"}, in = Section.STREAMING,
        doc = "User and password, or a list of them, of who may change things through the monitoring port")
    static final String ADMIN = "admin";
    @Setting(kind = SettingKind.TREE, keys = "users", in = Section.AUTHORIZATION, isSecret = true, isReloadable = true,
        doc = "Users, with what each may do: security.md")
    static final String USERS = "users";
    @Setting(kind = SettingKind.TREE, keys = {"default_permissions", "default_permission", "permissions"},
        in = Section.AUTHORIZATION, isReloadable = true,
        doc = "NATS subjects of users for whom none are named")
    static final String DEFAULT_PERMISSIONS = "default_permissions";
    @Setting(kind = SettingKind.TREE, keys = "default_channels", in = Section.AUTHORIZATION, isReloadable = true,
        doc = "Channels of users for whom none are named")
    static final String DEFAULT_CHANNELS = "default_channels";
    @Setting(kind = SettingKind.TREE, keys = "timeout", in = Section.AUTHORIZATION, isReloadable = true,
        doc = "Seconds that a client has to say who it is; 2 unless set")
    static final String AUTH_TIMEOUT = "auth_timeout";
    @Setting(kind = SettingKind.TEXT, keys = "no_auth_user", in = Section.BROKER, isReloadable = true,
        doc = "User that a client is that shows nothing")
    static final String NO_AUTH_USER = "no_auth_user";
    @Setting(kind = SettingKind.TREE, support = SettingSupport.REFUSED, keys = "accounts",
        in = Section.BROKER, doc = "Accounts of the NATS server",
        why = "the endpoint has no accounts, and everybody would be let in; use authorization, or -ns")
    static final String ACCOUNTS = "accounts";
    @Setting(kind = SettingKind.TREE, support = SettingSupport.REFUSED,
        keys = {"operator", "trusted_keys", "resolver"}, in = Section.BROKER, doc = "Operator of the NATS server",
        why = "the endpoint has no accounts, and everybody would be let in; use authorization, or -ns")
    static final String OPERATOR = "operator";
    @Setting(kind = SettingKind.TEXT, keys = "credentials", in = Section.STREAMING,
        doc = "File with JWT and seed to show to the broker")
    static final String CREDENTIALS = "credentials";
    @Setting(kind = SettingKind.TEXT, keys = "nkey_seed_file", in = Section.STREAMING,
        doc = "File with the seed of the nkey to show to the broker")
    static final String NKEY_SEED_FILE = "nkey_seed_file";
    @Setting(kind = SettingKind.TREE, keys = "tls", in = Section.BROKER, isReloadable = true,
        doc = "TLS for clients: security.md")
    static final String TLS_MAP = "tls_map";
    @Setting(kind = SettingKind.TREE, keys = "tls", in = Section.STREAMING, doc = "TLS to the broker: security.md")
    static final String CLIENT_TLS_MAP = "client_tls_map";
    @Setting(kind = SettingKind.BOOL, flags = "secure", keys = "secure", in = Section.STREAMING, absent = "false",
        doc = "TLS to the broker, whose certificate is verified")
    static final String SECURE = "secure";
    @Setting(kind = SettingKind.TEXT, flags = "tls_client_cert", doc = "Certificate to show to the broker")
    static final String TLS_CLIENT_CERT = "tls_client_cert";
    @Setting(kind = SettingKind.TEXT, flags = "tls_client_key", doc = "Its key")
    static final String TLS_CLIENT_KEY = "tls_client_key";
    @Setting(kind = SettingKind.TEXT, flags = "tls_client_cacert", doc = "Who signs the certificate of the broker")
    static final String TLS_CLIENT_CACERT = "tls_client_cacert";
    @Setting(kind = SettingKind.BOOL, flags = "tls", absent = "false", doc = "TLS for clients")
    static final String TLS = "tls";
    @Setting(kind = SettingKind.BOOL, flags = "tlsverify", absent = "false", doc = "Ask clients for certificates")
    static final String TLSVERIFY = "tlsverify";
    @Setting(kind = SettingKind.TEXT, flags = "tlscert", doc = "Certificate of this server")
    static final String TLSCERT = "tlscert";
    @Setting(kind = SettingKind.TEXT, flags = "tlskey", doc = "Its key")
    static final String TLSKEY = "tlskey";
    @Setting(kind = SettingKind.TEXT, flags = "tlscacert", doc = "Who signs the certificates of clients")
    static final String TLSCACERT = "tlscacert";
    @Setting(kind = SettingKind.BOOL, flags = "encrypt", keys = "encrypt", in = Section.STREAMING, absent = "false",
        doc = "Encrypt messages before they are written: security.md")
    static final String ENCRYPT = "encrypt";
    @Setting(kind = SettingKind.TEXT, flags = "encryption_cipher", keys = "encryption_cipher",
        in = Section.STREAMING, doc = "AES or CHACHA; AES on x86 unless set, CHACHA elsewhere")
    static final String ENCRYPTION_CIPHER = "encryption_cipher";
    @Setting(kind = SettingKind.TEXT, flags = "encryption_key", keys = "encryption_key", in = Section.STREAMING,
        isSecret = true, environment = "NATS_STREAMING_ENCRYPTION_KEY",
        doc = "Key of the encryption, which it turns on; NATS_STREAMING_ENCRYPTION_KEY counts before it")
    static final String ENCRYPTION_KEY = "encryption_key";
    // @formatter:on

    private SecuritySettings()
    {
    }
}
