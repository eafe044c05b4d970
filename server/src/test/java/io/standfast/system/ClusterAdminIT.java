package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.server.cli.CommandOutput;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Orders that are given to a follower are carried out by the leader, and every member does the same; one of them is to
 * let another one lead.
 */
class ClusterAdminIT
{
    @TempDir
    private Path directory;

    @Test
    void shouldTrimOnAllNodesWhenAFollowerIsAsked()
    {
        try (TestCluster cluster = new TestCluster(directory, 3, TestCluster.admins(directory)))
        {
            cluster.startAll();
            final int leader = cluster.awaitLeader();
            final int follower = (leader + 1) % 3;
            try (StanClient client = StanClient.connect(cluster.url(leader), "publisher"))
            {
                for (int i = 1; i <= 10; i++)
                {
                    client.publish("orders", Integer.toString(i));
                }
                assertThat(cluster.order(follower, "channel", "trim", "orders", "--keep", "4", "-f")).contains(
                    "6 messages of channel \"orders\" removed, it begins at 7");
                client.publish("orders", "11");
            }
            assertThat(cluster.node(leader).process().output())
                .contains("Admin \"ops\" from 127.0.0.1: trim of channel");
            assertThat(cluster.node(follower).process().output()).contains("not done: this node follows");
            Await.until("the follower has it", () -> cluster.order(follower, "channel", "view", "orders", "--raw")
                .equals("7\n8\n9\n10\n11\n"));
            assertThat(cluster.monitor(follower, "/clusterz")).as("the way to the leader's console").contains(
                cluster.monitorUrl(leader).replace("http://", "\"monitor\": \"") + '"');
            assertThat(cluster.order(follower, "cluster", "snapshot")).isEqualTo("A snapshot has been taken.\n");

            try (Chromium chromium = Chromium.start(directory.resolve("chromium"));
                BrowserPage page = chromium.open(
                    cluster.monitorUrl(follower) + "/console#channel?name=orders"))
            {
                lookAtAFollower(page, cluster.monitorUrl(leader));
                stepDown(cluster, leader, follower);
                // What was asked of the leader comes to one that follows now; it may not have heard yet who leads.
                Await.until("it leads to the one that leads", () -> saysWhenClicked(page, "Trim",
                    "This node follows. Changes are made at the leader"));
                assertThat(page.problems()).isEmpty();
            }
            try (StanClient client = StanClient.connect(cluster.url(leader), "publisher"))
            {
                client.publish("orders", "12");
            }
            assertThat(cluster.leader()).as("it follows").isNotEqualTo(leader);
            assertThat(cluster.node(leader).process().isAlive()).isTrue();
            cluster.verify(Map.of());

            final int last = IntStream.range(0, 3).filter(node -> node != leader && node != cluster.leader())
                .findFirst()
                .orElseThrow();
            cluster.kill9(last);
            Await.until("one is missing", () -> refusedStepDown(cluster, leader).contains("nobody could take over"));
        }
    }

    /** Its console changes nothing and leads to the one that does; ends there, with an order that is not given yet. */
    private static void lookAtAFollower(final BrowserPage page, final String leaderUrl)
    {
        page.awaitText("This node follows");
        logIn(page);
        page.awaitTrue("[...document.querySelectorAll('.toolbar button')].filter(button => button.disabled && " +
            "button.title === 'Changes are made on the node that leads.').length === 3");
        page.screenshot("follower-channel");
        page.click("Which one is that?");
        page.awaitText("This node may be stopped now");
        page.screenshot("follower-cluster");
        page.click(leaderUrl.replace("http://", ""));
        page.awaitTrue("location.origin === '" + leaderUrl + "'");

        page.click("Channels");
        page.click("orders");
        logIn(page);
        page.click("Trim…");
        page.awaitText("0 messages would be removed; the first is 7.");
        page.type("keep", "1");
        page.type("confirm", "orders");
        page.awaitText("would be removed; the first is 11.");
    }

    private static boolean saysWhenClicked(final BrowserPage page, final String button, final String words)
    {
        page.click(button);
        page.awaitTrue("!document.querySelector('dialog.busy')");
        return page.text().contains(words);
    }

    private static void logIn(final BrowserPage page)
    {
        page.click("Log in");
        page.type("user", "ops");
        page.type("secret", "secret");
        page.press("Enter", ConsoleIT.ENTER);
        page.awaitText("Admin ops");
    }

    /** As the docs say, which also say how to wait for it. */
    private static void stepDown(final TestCluster cluster, final int leader, final int follower)
    {
        documented("standfast cluster wait --for may-stop http://HOST:8222", cluster.monitorUrl(follower));
        assertThat(documented("standfast cluster status http://HOST:8222", cluster.monitorUrl(follower))).contains(
            cluster.name(leader));
        final String[] words = DocumentedCommands.find("standfast cluster step-down").words().stream().skip(1).toArray(
            String[]::new);
        assertThat(cluster.order(follower, words[0], words[1], "--dry-run")).isEqualTo("Node \"" + cluster.name(
            leader) + "\" will stop leading: clients wait about two seconds until another node is elected. " +
            "Nothing has been changed (--dry-run).\n");
        assertThat(cluster.order(follower, words[0], words[1], "-f")).startsWith("node \"" + cluster.name(leader) +
            "\" steps down");
        Await.until("another leader", () -> cluster.leader() != leader);
        cluster.node(leader).process().awaitOutput("Stepping down");
        documented("standfast cluster wait --for complete http://HOST:8222", cluster.monitorUrl(cluster.leader()));
    }

    /** What a line of the docs says when it is asked of this node. */
    private static String documented(final String line, final String url)
    {
        final CommandOutput output = CommandOutput.of(DocumentedCommands.find(line).words().stream().skip(1).map(
            word -> word.equals("http://HOST:8222") ? url : word).toArray(String[]::new));
        assertThat(output.code()).as(() -> line + ": " + output).isZero();
        return output.out();
    }

    private String refusedStepDown(final TestCluster cluster, final int node)
    {
        final String url = cluster.monitorUrl(node);
        try (ServerProcess command = ServerProcess.run(directory, TestCluster.ADMIN, "standfast", "cluster",
            "step-down", "--dry-run", "--server", url))
        {
            return command.process().awaitExit() == 0 ? "" : command.process().output();
        }
    }
}
