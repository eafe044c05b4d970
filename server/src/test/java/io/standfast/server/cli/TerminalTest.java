package io.standfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/**
 * What is typed, and what is not.
 */
class TerminalTest
{
    @Test
    void shouldTakeThePasswordAndForgetWhatWasTyped()
    {
        final char[] typed = "sesame".toCharArray();

        assertThat(Terminal.password("ops", () -> typed)).isEqualTo("sesame");

        assertThat(typed).containsOnly(' ');
    }

    @Test
    void shouldSayThatNothingWasTypedAtTheEndOfInput()
    {
        assertThatThrownBy(() -> Terminal.password("ops", () -> null)).isInstanceOf(CliException.class).hasMessage(
            "no password was typed for admin \"ops\": nothing was asked of the server");
    }
}
