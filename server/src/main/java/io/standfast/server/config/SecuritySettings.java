package io.standfast.server.config;

/**
 * Settings: who may come in, and what protects what.
 */
@SettingGroup("Security")
final class SecuritySettings
{
    // @formatter:off
    @Setting(kind = SettingKind.TEXT, flags = "user", keys = {"user", "username"},
        in = {Section.STREAMING, Section.AUTHORIZATION},
        doc = "User that clients must show; with -ns, that is shown")
    static final String USER = "user";
    @Setting(kind = SettingKind.TEXT, flags = "pass", keys = {"pass", "password"},
        in = {Section.STREAMING, Section.AUTHORIZATION}, isSecret = true, doc = "Password of that user")
    static final String PASS = "pass";
    @Setting(kind = SettingKind.TEXT, flags = "auth", keys = {"auth", "token"},
        in = {Section.STREAMING, Section.AUTHORIZATION}, isSecret = true,
        doc = "Token instead of user and password")
    static final String AUTH = "auth";
    @Setting(kind = SettingKind.TREE, support = SettingSupport.REFUSED, keys = "users",
        in = Section.AUTHORIZATION, doc = "Users, with what each may do",
        why = "there is one user, user and password; without it everybody would be let in")
    static final String USERS = "users";
    @Setting(kind = SettingKind.TREE, support = SettingSupport.REFUSED, keys = {"default_permissions", "permissions"},
        in = Section.AUTHORIZATION, doc = "What users may do unless it is said",
        why = "users may do everything; leave it out")
    static final String DEFAULT_PERMISSIONS = "default_permissions";
    @Setting(kind = SettingKind.TREE, support = SettingSupport.REFUSED, keys = "accounts",
        in = Section.BROKER, doc = "Accounts of the NATS server",
        why = "the endpoint has no accounts, and everybody would be let in; use authorization, or -ns")
    static final String ACCOUNTS = "accounts";
    @Setting(kind = SettingKind.TREE, support = SettingSupport.REFUSED,
        keys = {"operator", "trusted_keys", "resolver"}, in = Section.BROKER, doc = "Operator of the NATS server",
        why = "the endpoint has no accounts, and everybody would be let in; use authorization, or -ns")
    static final String OPERATOR = "operator";
    @Setting(kind = SettingKind.TEXT, support = SettingSupport.REFUSED, keys = "credentials",
        in = Section.STREAMING, doc = "File with credentials to show to the broker",
        why = "only user, password and token are shown to the broker yet")
    static final String CREDENTIALS = "credentials";
    @Setting(kind = SettingKind.TEXT, support = SettingSupport.REFUSED, keys = "nkey_seed_file",
        in = Section.STREAMING, doc = "File with the key to show to the broker",
        why = "only user, password and token are shown to the broker yet")
    static final String NKEY_SEED_FILE = "nkey_seed_file";
    @Setting(kind = SettingKind.TREE, support = SettingSupport.REFUSED, keys = "tls",
        in = {Section.BROKER, Section.STREAMING},
        doc = "TLS: of the endpoint at the top, of the link to the broker in streaming{}",
        why = "there is no TLS yet; leave it out, or keep TLS at a NATS server in front and use -ns")
    static final String TLS_MAP = "tls_map";
    @Setting(kind = SettingKind.BOOL, support = SettingSupport.REFUSED, flags = "secure", keys = "secure",
        in = Section.STREAMING, doc = "TLS to the broker",
        why = "there is no TLS yet; leave it out, or keep TLS at a NATS server in front and use -ns")
    static final String SECURE = "secure";
    @Setting(kind = SettingKind.TEXT, support = SettingSupport.REFUSED, flags = "tls_client_cert",
        doc = "Certificate to show to the broker",
        why = "there is no TLS yet; leave it out, or keep TLS at a NATS server in front and use -ns")
    static final String TLS_CLIENT_CERT = "tls_client_cert";
    @Setting(kind = SettingKind.TEXT, support = SettingSupport.REFUSED, flags = "tls_client_key",
        doc = "Its key",
        why = "there is no TLS yet; leave it out, or keep TLS at a NATS server in front and use -ns")
    static final String TLS_CLIENT_KEY = "tls_client_key";
    @Setting(kind = SettingKind.TEXT, support = SettingSupport.REFUSED, flags = "tls_client_cacert",
        doc = "Who signs the certificate of the broker",
        why = "there is no TLS yet; leave it out, or keep TLS at a NATS server in front and use -ns")
    static final String TLS_CLIENT_CACERT = "tls_client_cacert";
    @Setting(kind = SettingKind.BOOL, support = SettingSupport.REFUSED, flags = "tls",
        doc = "TLS for clients",
        why = "there is no TLS yet; leave it out, or keep TLS at a NATS server in front and use -ns")
    static final String TLS = "tls";
    @Setting(kind = SettingKind.BOOL, support = SettingSupport.REFUSED, flags = "tlsverify",
        doc = "Ask clients for certificates",
        why = "there is no TLS yet; leave it out, or keep TLS at a NATS server in front and use -ns")
    static final String TLSVERIFY = "tlsverify";
    @Setting(kind = SettingKind.TEXT, support = SettingSupport.REFUSED, flags = "tlscert",
        doc = "Certificate of this server",
        why = "there is no TLS yet; leave it out, or keep TLS at a NATS server in front and use -ns")
    static final String TLSCERT = "tlscert";
    @Setting(kind = SettingKind.TEXT, support = SettingSupport.REFUSED, flags = "tlskey", doc = "Its key",
        why = "there is no TLS yet; leave it out, or keep TLS at a NATS server in front and use -ns")
    static final String TLSKEY = "tlskey";
    @Setting(kind = SettingKind.TEXT, support = SettingSupport.REFUSED, flags = "tlscacert",
        doc = "Who signs the certificates of clients",
        why = "there is no TLS yet; leave it out, or keep TLS at a NATS server in front and use -ns")
    static final String TLSCACERT = "tlscacert";
    @Setting(kind = SettingKind.BOOL, support = SettingSupport.REFUSED, flags = "encrypt", keys = "encrypt",
        in = Section.STREAMING, doc = "Encrypt messages",
        why = "messages cannot be encrypted yet; leave it out, or encrypt the disk")
    static final String ENCRYPT = "encrypt";
    @Setting(kind = SettingKind.TEXT, support = SettingSupport.REFUSED, flags = "encryption_cipher",
        keys = "encryption_cipher", in = Section.STREAMING, doc = "AES or CHACHA",
        why = "messages cannot be encrypted yet; leave it out, or encrypt the disk")
    static final String ENCRYPTION_CIPHER = "encryption_cipher";
    @Setting(kind = SettingKind.TEXT, support = SettingSupport.REFUSED, flags = "encryption_key",
        keys = "encryption_key", in = Section.STREAMING, isSecret = true, doc = "Key of the encryption",
        why = "messages cannot be encrypted yet; leave it out, or encrypt the disk")
    static final String ENCRYPTION_KEY = "encryption_key";
    // @formatter:on

    private SecuritySettings()
    {
    }
}
