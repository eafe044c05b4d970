package io.standfast.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import io.standfast.nats.link.ClientRights;
import io.standfast.nats.link.SubjectRules;
import io.standfast.nats.link.listener.Authorization;
import io.standfast.nats.link.listener.ResponseRule;
import io.standfast.nats.link.listener.Secret;
import io.standfast.nats.link.listener.User;

/**
 * Reads who may connect to the listener and do what, in nats-server's grammar, with what it has not: channels and
 * client ids of a user. Used once.
 */
final class AuthorizationReader
{
    private static final Set<String> USER_KEYS = Set.of("user", "username", "pass", "password", "nkey", "permissions",
        "permission", "authorization", "channels", "client_ids");
    private static final Set<String> PERMISSION_KEYS = Set.of("pub", "publish", "import", "sub", "subscribe", "export",
        "allow_responses", "publish_allow_responses");
    private static final Set<String> CHANNEL_KEYS = Set.of("pub", "publish", "sub", "subscribe");
    private static final Set<String> RULE_KEYS = Set.of("allow", "deny");
    private static final Set<String> RESPONSE_KEYS = Set.of("max", "max_msgs", "max_messages", "max_responses",
        "expires", "expiration", "ttl");
    private static final int MAX_USERS = 10_000;

    private final List<User> users = new ArrayList<>();
    private final List<User> keyUsers = new ArrayList<>();
    private final Permissions defaultPermissions;
    private final ConfValue defaultChannels;
    // Where it is said what users may do for which nothing is said, or null.
    private final ConfValue defaults;

    /**
     * Before the users.
     *
     * @param permissions of users for which none are named, or null for all.
     * @param channels    of users for which none are named, or null for all.
     */
    AuthorizationReader(final ConfValue permissions, final ConfValue channels)
    {
        defaultPermissions = permissions == null ? Permissions.ALL : permissions("default_permissions", permissions);
        defaultChannels = channels;
        defaults = permissions == null ? channels : permissions;
        if (channels != null)
        {
            rights("", channels, null);
        }
    }

    /**
     * Read the list of users.
     *
     * @param value list of maps.
     * @return this.
     */
    AuthorizationReader users(final ConfValue value)
    {
        final List<ConfValue> entries = ConfReading.list("users", value);
        if (entries.size() > MAX_USERS)
        {
            throw new SettingsException(
                value.place() + ": \"users\" may list " + MAX_USERS + " users, this one lists " +
                    entries.size());
        }
        if (entries.isEmpty())
        {
            throw new SettingsException(value.place() + ": \"users\" lists nobody, and everybody would be let in: " +
                "name a user, or leave \"users\" out");
        }
        entries.forEach(this::user);
        return this;
    }

    /**
     * All of them.
     *
     * @param single              one user, or a token, that may do what the defaults say; given beside no list.
     * @param anonymous           name of the user that those are who show nothing, or null.
     * @param isCertificateEnough whether a user's certificate is proof enough.
     * @return authorization.
     */
    Authorization authorization(final Settings.Credentials single, final String anonymous,
        final boolean isCertificateEnough)
    {
        final boolean hasList = !users.isEmpty() || !keyUsers.isEmpty();
        if (hasList && (single.user() != null || single.token() != null))
        {
            throw new SettingsException("cannot have both a list of users and " + (single.user() != null
                ? "a single user: put it into the list" : "a token: give each user a password"));
        }
        if (!hasList && single.user() == null && single.token() == null && defaults != null)
        {
            throw new SettingsException(defaults.place() + ": \"default_permissions\" and \"default_channels\" " +
                "count for nobody, and everybody would be let in: name users, a user or a token");
        }
        try
        {
            if (single.user() != null)
            {
                users.add(byDefault(single.user(), Secret.of(single.password() == null ? "" : single.password())));
            }
            return new Authorization(users, keyUsers, single.token() == null ? null
                : byDefault("token", Secret.of(single.token())), anonymous, isCertificateEnough);
        }
        catch (final IllegalArgumentException ex)
        {
            throw new SettingsException(ex.getMessage());
        }
    }

    private User byDefault(final String name, final Secret secret)
    {
        return new User(name, secret, defaultPermissions.publish, defaultPermissions.subscribe,
            defaultPermissions.responses, rights(name, defaultChannels, null));
    }

    private void user(final ConfValue value)
    {
        final ConfMap map = ConfReading.map("users", value);
        ConfReading.requireKnown(map, "a user", USER_KEYS);
        final ConfValue name = ConfReading.find(map, "user", "username");
        final ConfValue key = map.get("nkey");
        final ConfValue password = ConfReading.find(map, "pass", "password");
        if ((name == null) == (key == null))
        {
            throw new SettingsException(value.place() + ": a user has either \"user\" or \"nkey\"");
        }
        if (key != null && password != null)
        {
            throw new SettingsException(password.place() + ": a user with an nkey has no password");
        }
        final String text = name == null ? ConfReading.text("nkey", key) : ConfReading.text("user", name);
        final ConfValue permissions = ConfReading.find(map, "permissions", "permission", "authorization");
        final Permissions granted = permissions == null ? defaultPermissions : permissions("permissions", permissions);
        final ConfValue channels = map.get("channels");
        final ClientRights rights = rights(text, channels == null ? defaultChannels : channels, map.get("client_ids"));
        final Secret secret = password == null ? null : at(password, () -> Secret.of(ConfReading.text("password",
            password)));
        (name == null ? keyUsers : users).add(new User(text, secret, granted.publish, granted.subscribe,
            granted.responses, rights));
    }

    private static ClientRights rights(final String user, final ConfValue channels, final ConfValue clientIds)
    {
        if (channels == null && clientIds == null)
        {
            return null;
        }
        SubjectRules publish = SubjectRules.ANY;
        SubjectRules subscribe = SubjectRules.ANY;
        if (channels != null)
        {
            final ConfMap map = ConfReading.map("channels", channels);
            ConfReading.requireKnown(map, "channels", CHANNEL_KEYS);
            publish = rules("publish", ConfReading.find(map, "publish", "pub"));
            subscribe = rules("subscribe", ConfReading.find(map, "subscribe", "sub"));
        }
        final SubjectRules mayPublish = publish;
        final SubjectRules maySubscribe = subscribe;
        return clientIds == null ? new ClientRights(user, mayPublish, maySubscribe, null)
            : at(clientIds, () -> new ClientRights(user, mayPublish, maySubscribe, ConfReading.texts("client_ids",
                clientIds)));
    }

    private static Permissions permissions(final String key, final ConfValue value)
    {
        final ConfMap map = ConfReading.map(key, value);
        ConfReading.requireKnown(map, "permissions", PERMISSION_KEYS);
        final ConfValue publish = ConfReading.find(map, "publish", "pub", "import");
        final ResponseRule responses = responses(ConfReading.find(map, "allow_responses", "publish_allow_responses"));
        // As in nats-server: who may answer, and is allowed nothing else, may publish nothing else.
        final SubjectRules published = publish == null && responses != null ? SubjectRules.of(List.of(), List.of())
            : rules("publish", publish, responses != null);
        return new Permissions(published, rules("subscribe", ConfReading.find(map, "subscribe", "sub", "export")),
            responses);
    }

    private static ResponseRule responses(final ConfValue value)
    {
        if (value == null || value.value().equals(Boolean.FALSE))
        {
            return null;
        }
        if (value.value().equals(Boolean.TRUE))
        {
            return new ResponseRule(ResponseRule.MAX_DEFAULT, ResponseRule.EXPIRES_DEFAULT_NS);
        }
        final ConfMap map = ConfReading.map("allow_responses", value);
        ConfReading.requireKnown(map, "allow_responses", RESPONSE_KEYS);
        final ConfValue max = ConfReading.find(map, "max", "max_msgs", "max_messages", "max_responses");
        final ConfValue expires = ConfReading.find(map, "expires", "expiration", "ttl");
        final int count = max == null ? 0 : ConfReading.number("max", max);
        final long expiresNs = expires == null ? 0 : ConfReading.durationNs("expires", expires);
        return new ResponseRule(count == 0 ? ResponseRule.MAX_DEFAULT : count,
            expiresNs == 0 ? ResponseRule.EXPIRES_DEFAULT_NS : expiresNs);
    }

    private static SubjectRules rules(final String key, final ConfValue value)
    {
        return rules(key, value, false);
    }

    private static SubjectRules rules(final String key, final ConfValue value, final boolean isNothingWhenOpen)
    {
        if (value == null)
        {
            return SubjectRules.ANY;
        }
        if (!(value.value() instanceof final ConfMap map))
        {
            return at(value, () -> SubjectRules.of(ConfReading.texts(key, value), List.of()));
        }
        ConfReading.requireKnown(map, "\"" + key + "\"", RULE_KEYS);
        final ConfValue allow = map.get("allow");
        final ConfValue deny = map.get("deny");
        final List<String> denied = deny == null ? List.of() : ConfReading.texts("deny", deny);
        final List<String> open = isNothingWhenOpen ? List.of() : null;
        return at(value, () -> SubjectRules.of(allow == null ? open : ConfReading.texts("allow", allow), denied));
    }

    private static <T> T at(final ConfValue value, final Supplier<T> reading)
    {
        try
        {
            return reading.get();
        }
        catch (final IllegalArgumentException ex)
        {
            throw new SettingsException(value.place() + ": " + ex.getMessage());
        }
    }

    /**
     * What permissions say.
     */
    private static final class Permissions
    {
        private static final Permissions ALL = new Permissions(SubjectRules.ANY, SubjectRules.ANY, null);

        private final SubjectRules publish;
        private final SubjectRules subscribe;
        private final ResponseRule responses;

        private Permissions(final SubjectRules publish, final SubjectRules subscribe, final ResponseRule responses)
        {
            this.publish = publish;
            this.subscribe = subscribe;
            this.responses = responses;
        }
    }
}
