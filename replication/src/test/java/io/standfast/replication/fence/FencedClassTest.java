package io.standfast.replication.fence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Aeron's classes call the fence where they should, and others are refused.
 */
class FencedClassTest
{
    @Test
    void shouldCallTheFenceFromTheElection()
    {
        assertThat(calls(FencedClass.election(ConsensusFence.read(FencedClass.ELECTION)))).containsExactlyInAnyOrder(
            "onNewLeadershipTerm isRefused", "onCanvassPosition checkOutvoted", "onTruncateLogEntry checkTruncation",
            "onReplayNewLeadershipTermEvent max");
    }

    @Test
    void shouldCallTheFenceFromTheAgent()
    {
        assertThat(calls(FencedClass.agent(ConsensusFence.read(FencedClass.AGENT)))).containsExactlyInAnyOrder(
            "onCanvassPosition isOutvoted", "quorumPositionBoundedByLeaderLog quorumPosition");
    }

    @Test
    void shouldRefuseAnotherClass()
    {
        final byte[] agent = ConsensusFence.read(FencedClass.AGENT);
        assertThatThrownBy(() -> FencedClass.election(agent)).isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("another version of Aeron");
        final byte[] election = ConsensusFence.read(FencedClass.ELECTION);
        assertThatThrownBy(() -> FencedClass.agent(election)).isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("another version of Aeron");
    }

    private static List<String> calls(final byte[] classFile)
    {
        final List<String> calls = new ArrayList<>();
        new ClassReader(classFile).accept(new ClassVisitor(Opcodes.ASM9)
        {
            @Override
            public MethodVisitor visitMethod(final int access, final String method, final String descriptor,
                final String signature, final String[] exceptions)
            {
                return new MethodVisitor(Opcodes.ASM9)
                {
                    @Override
                    public void visitMethodInsn(final int opcode, final String owner, final String name,
                        final String called, final boolean isInterface)
                    {
                        if (owner.startsWith("io/standfast/") || owner.equals("java/lang/Math") && method.startsWith(
                            "onReplay"))
                        {
                            calls.add(method + " " + name);
                        }
                    }
                };
            }
        }, 0);
        return calls;
    }
}
