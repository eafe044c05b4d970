package io.standfast.server;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import io.standfast.server.http.ActivePage;
import io.standfast.server.http.AdminPage;
import io.standfast.server.http.ChannelszPage;
import io.standfast.server.http.ClientszPage;
import io.standfast.server.http.ConnzPage;
import io.standfast.server.http.ConsolePage;
import io.standfast.server.http.LinksPage;
import io.standfast.server.http.Page;
import io.standfast.server.http.ServerzPage;
import io.standfast.server.http.StorezPage;
import io.standfast.server.http.SubszPage;
import io.standfast.server.http.VarzPage;
import io.standfast.server.http.metrics.MetricsPage;
import io.standfast.server.http.metrics.MetricsSource;

/**
 * Which page is where. Stateless.
 */
final class ServerPages
{
    private ServerPages()
    {
    }

    /**
     * All pages.
     *
     * @param health   of the server.
     * @param source   of what the others show.
     * @param cluster  or null for a server alone.
     * @param channels of a member, for its operator's tool.
     * @param admin    what changes things.
     * @param metricsChannels that have samples of their own.
     * @return pages by path.
     */
    static Map<String, Page> of(final Page health, final MetricsSource source, final Page cluster,
        final Page channels, final Page admin, final int metricsChannels)
    {
        final Map<String, Page> pages = new HashMap<>();
        pages.put("/streaming/serverz", new ServerzPage(source));
        pages.put("/streaming/storez", new StorezPage(source));
        pages.put("/streaming/clientsz", new ClientszPage(source));
        pages.put("/streaming/channelsz", new ChannelszPage(source));
        final Page streaming = new LinksPage("Standfast: streaming", sorted(pages));
        pages.put("/streaming/isFTActive", new ActivePage());
        pages.put("/healthz", health);
        pages.put("/metrics", new MetricsPage(source, metricsChannels));
        pages.put("/varz", new VarzPage(source));
        pages.put("/connz", new ConnzPage(source));
        pages.put("/subsz", new SubszPage(source));
        if (cluster != null)
        {
            pages.put("/clusterz", cluster);
            pages.put("/clusterz/channels", channels);
        }
        pages.put(ConsolePage.PATH, ConsolePage.load());
        final Map<String, Page> listed = new HashMap<>(pages);
        pages.put(AdminPage.PREFIX, admin);
        final Page index = new LinksPage("Standfast", sorted(listed));
        pages.put("/streaming", streaming);
        pages.put("/streaming/", streaming);
        pages.put("/", index);
        return pages;
    }

    private static List<String> sorted(final Map<String, Page> pages)
    {
        return List.copyOf(new TreeSet<>(pages.keySet()));
    }
}
