package io.standfast.server;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.agrona.CloseHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.standfast.nats.gateway.AdminProxy;
import io.standfast.replication.Node;
import io.standfast.server.config.Settings;
import io.standfast.server.http.AdminAccess;
import io.standfast.server.http.AdminPage;

/**
 * What admins need, put together. Without users in the configuration whoever can read the data directory is an admin: a
 * token lies there while the server runs. Opened and closed by the server's thread.
 */
final class AdminParts implements AutoCloseable
{
    /** File of the token. */
    static final String TOKEN_FILE = "admin.token";
    private static final Logger LOG = LoggerFactory.getLogger(AdminParts.class);
    private static final int TOKEN_BYTES = 32;

    private final Path tokenFile;
    private final String token;
    private final MessageBrowser browser;
    private final BackupDesk backup;
    private final AdminPage page;
    private boolean isTokenWritten;

    AdminParts(final Settings settings, final Path directory, final AdminProxy orders, final Supplier<Node> node,
        final BooleanSupplier serving, final Supplier<String> leaderUrl, final ClusterOrders cluster)
    {
        tokenFile = directory.resolve(TOKEN_FILE);
        token = settings.admins().isEmpty() && settings.monitorPort() != 0 ? newToken() : null;
        final AdminEngine engine = new AdminEngine(node, orders, serving, leaderUrl);
        browser = new MessageBrowser(engine)
            .opener(new AtRest(settings.security().encryption(), directory).newOpener());
        backup = new BackupDesk(engine);
        final AdminAccess access = token == null ? AdminAccess.ofUsers(settings.admins().stream().map(
            admin -> new String[]{admin.user(), admin.password()}).toList()) : AdminAccess.ofToken(token);
        page = new AdminPage(access, new AdminDesk(engine, browser, cluster, backup));
    }

    AdminPage page()
    {
        return page;
    }

    /**
     * The node has its data directory for itself, and a store.
     *
     * @param node that has been launched.
     */
    void launched(final Node node)
    {
        browser.reader(node.engine().log().newReader());
        backup.reader(node.engine().log().newReader());
        if (token != null)
        {
            writeToken();
        }
    }

    private void writeToken()
    {
        final Path fresh = tokenFile.resolveSibling(TOKEN_FILE + ".new");
        try
        {
            Files.deleteIfExists(fresh);
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix"))
            {
                Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(
                    "rw-------")));
            }
            Files.writeString(fresh, token + "\n");
            Files.move(fresh, tokenFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            isTokenWritten = true;
            LOG.info("Admin token: {}", tokenFile);
        }
        catch (final IOException ex)
        {
            new OperatorLines().warning("Nobody can administrate this server: cannot write " + tokenFile + ": " +
                OneLine.of(ex));
        }
    }

    private static String newToken()
    {
        final byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public void close()
    {
        CloseHelper.quietCloseAll(browser, backup);
        if (isTokenWritten)
        {
            isTokenWritten = false;
            CloseHelper.quietClose(() -> Files.deleteIfExists(tokenFile));
        }
    }
}
