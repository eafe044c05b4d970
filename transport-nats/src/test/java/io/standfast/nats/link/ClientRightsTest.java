package io.standfast.nats.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which client ids a user may use.
 */
class ClientRightsTest
{
    private static boolean mayUse(final String pattern, final String clientId)
    {
        final byte[] bytes = ("-" + clientId + "-").getBytes(UTF_8);
        return new ClientRights("ivy", SubjectRules.ANY, SubjectRules.ANY, List.of("nobody", pattern)).mayUse(
            new UnsafeBuffer(bytes), 1, bytes.length - 2);
    }

    @ParameterizedTest
    @CsvSource({"orders,orders,true", "orders,orders1,false", "orders-*,orders-,true", "orders-*,orders-17,true",
        "orders-*,bills-17,false", "*,anything,true", "*-prod,a-b-prod,true", "*-prod,a-prod-b,false",
        "a*b*c,a-b-b-c,true", "a*b*c,a-c-b,false", "**,x,true", "a**,a,true"})
    void shouldMatchAsterisks(final String pattern, final String clientId, final boolean isMatch)
    {
        assertThat(mayUse(pattern, clientId)).isEqualTo(isMatch);
    }

    @Test
    void shouldPermitAllWhenNoneAreNamedAndRefuseWhatIsNoClientId()
    {
        final ClientRights open = new ClientRights("ivy", SubjectRules.ANY, SubjectRules.ANY, null);

        assertThat(open.mayUse(new UnsafeBuffer(new byte[]{'x'}), 0, 1)).isTrue();
        assertThatThrownBy(() -> mayUse("a.b", "a")).hasMessageContaining("\"a.b\" is not a client ID");
    }

    @Test
    void shouldEndSoonWhenAPatternIsMadeToBeSlow()
    {
        assertThat(mayUse("*a".repeat(50) + "b", "a".repeat(4000))).isFalse();
    }
}
