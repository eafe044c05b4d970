package io.standfast.server.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

import io.standfast.engine.FeatureLevel;
import io.standfast.replication.crypt.AtRestCipher;
import io.standfast.replication.crypt.MasterKey;

/**
 * Reads how messages are encrypted at rest. The key of a flag or a file turns it on, as in the original; that of the
 * environment wins, and alone it only lets be read what was encrypted before. Stateless.
 */
final class EncryptionBinder
{
    private static final String FLAG_ORIGIN = "flag ";

    private EncryptionBinder()
    {
    }

    static Settings.Encryption bind(final ParsedFlags flags)
    {
        final String key = flags.given(SecuritySettings.ENCRYPTION_KEY);
        final boolean isOn = flags.isSet(SecuritySettings.ENCRYPT) || !key.isEmpty() && !isOfEnvironment(flags);
        final AtRestCipher cipher = AtRestCipher.named(flags.given(SecuritySettings.ENCRYPTION_CIPHER));
        if (cipher == null)
        {
            throw new SettingsException("encryption cipher not supported: encryption_cipher is AES or CHACHA, not \"" +
                flags.given(SecuritySettings.ENCRYPTION_CIPHER) + "\"");
        }
        if (isOn && key.isEmpty())
        {
            throw new SettingsException("encryption key required: give it in the environment, " +
                "NATS_STREAMING_ENCRYPTION_KEY, or leave encrypt out");
        }
        if (isOn && !flags.text(StreamingSettings.AERON_DOOR, "").isEmpty())
        {
            throw new SettingsException("aeron_door cannot be open while messages are encrypted at rest: what its " +
                "clients publish goes into the log past the gateway, which encrypts; leave one of them out");
        }
        final int level = flags.number(ClusterSettings.CLUSTER_FEATURE_LEVEL, FeatureLevel.NEWEST);
        if (isOn && level < FeatureLevel.SEALED_IMPORT)
        {
            throw new SettingsException("-cluster_feature_level " + level + " keeps the way back to builds open that " +
                "would deliver encrypted messages as they are: messages are encrypted at rest from level " +
                FeatureLevel.SEALED_IMPORT + " on; leave one of them out");
        }
        return new Settings.Encryption(isOn, cipher, key.isEmpty() ? null : MasterKey.of(key.getBytes(UTF_8)));
    }

    /** For the operator: a command line is seen by others. */
    static void warn(final ParsedFlags flags, final List<String> warnings)
    {
        final String origin = flags.origin(SecuritySettings.ENCRYPTION_KEY);
        if (origin != null && origin.startsWith(FLAG_ORIGIN) && !flags.given(SecuritySettings.ENCRYPTION_KEY).isEmpty())
        {
            warnings.add("The encryption key stands in the command line, where others on this machine can read it: " +
                "give it in the environment variable NATS_STREAMING_ENCRYPTION_KEY");
        }
    }

    private static boolean isOfEnvironment(final ParsedFlags flags)
    {
        final String origin = flags.origin(SecuritySettings.ENCRYPTION_KEY);
        return origin != null && origin.startsWith(ConfigurationReader.ENVIRONMENT_ORIGIN);
    }
}
