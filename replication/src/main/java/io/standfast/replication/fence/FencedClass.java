package io.standfast.replication.fence;

import java.util.function.BiFunction;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The two classes of Aeron's consensus module with a few instructions more. Each change is counted: a class of another
 * version, where one of them finds no place or two, is refused. Stateless.
 */
final class FencedClass
{
    static final String ELECTION = "io/aeron/cluster/Election";
    static final String AGENT = "io/aeron/cluster/ConsensusModuleAgent";
    private static final String CONTEXT = "io/aeron/cluster/ConsensusModule$Context";
    private static final String NODE_STATE = "Lio/aeron/cluster/NodeStateFile;";
    private static final String STATE = "Lio/aeron/cluster/ElectionState;";
    private static final String ROLE = "Lio/aeron/cluster/service/Cluster$Role;";
    private static final String VOTES = Type.getInternalName(VoteFence.class);
    private static final String QUORUM = Type.getInternalName(TermQuorum.class);
    private static final String CANVASS_POSITION = "(JJJII)V";
    /** Of the parameters of a canvass position the third: the sender's term, which Aeron does not look at. */
    private static final int CANVASS_TERM = 5;
    /** Of a new leadership term the fifth. */
    private static final int LEADERSHIP_TERM = 9;
    /** Of a truncation the sixth, the seventh and the tenth; the first two take one place each. */
    private static final int TRUNCATION_COMMIT = 9;
    private static final int TRUNCATION_LOG = 11;
    private static final int TRUNCATION_NEW = 17;

    private FencedClass()
    {
    }

    /**
     * The election: a member that looks for a leader refuses those of terms before the one that it is bound to, and
     * says that one; a leader that waits for its followers hears it; nobody cuts off what is applied. And the term in
     * which a member's log ends does not become an earlier one because the log is read back only in part: Aeron would
     * cut off all that was committed in later terms.
     *
     * @param original class file of {@link #ELECTION}.
     * @return class file.
     * @throws IllegalStateException when it is another version.
     */
    static byte[] election(final byte[] original)
    {
        return change(original, 5, Election::new);
    }

    /**
     * The agent: a leader hears that a member is bound to a later term, and counts followers as {@link TermQuorum}
     * does.
     *
     * @param original class file of {@link #AGENT}.
     * @return class file.
     * @throws IllegalStateException when it is another version.
     */
    static byte[] agent(final byte[] original)
    {
        return change(original, 2, Agent::new);
    }

    private static byte[] change(final byte[] original, final int expected,
        final BiFunction<ClassVisitor, int[], ClassVisitor> change)
    {
        final ClassReader reader = new ClassReader(original);
        final ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        final int[] changes = new int[1];
        reader.accept(change.apply(writer, changes), 0);
        if (changes[0] != expected)
        {
            throw new IllegalStateException(
                reader.getClassName() + " is of another version of Aeron: changes expected=" +
                    expected + " actual=" + changes[0]);
        }
        return writer.toByteArray();
    }

    /** Changes of one class. */
    private abstract static class Change extends ClassVisitor
    {
        private final int[] changes;

        Change(final ClassVisitor target, final int[] changes)
        {
            super(Opcodes.ASM9, target);
            this.changes = changes;
        }

        void count()
        {
            changes[0]++;
        }

        @Override
        public final MethodVisitor visitMethod(final int access, final String name, final String descriptor,
            final String signature, final String[] exceptions)
        {
            return method(name + descriptor, super.visitMethod(access, name, descriptor, signature, exceptions));
        }

        abstract MethodVisitor method(String method, MethodVisitor target);
    }

    /** Instructions at the beginning of a method. */
    private abstract static class Prologue extends MethodVisitor
    {
        private final Change change;

        Prologue(final MethodVisitor target, final Change change)
        {
            super(Opcodes.ASM9, target);
            this.change = change;
        }

        @Override
        public void visitCode()
        {
            super.visitCode();
            change.count();
            begin();
        }

        abstract void begin();

        void field(final String owner, final String name, final String descriptor)
        {
            visitVarInsn(Opcodes.ALOAD, 0);
            visitFieldInsn(Opcodes.GETFIELD, owner, name, descriptor);
        }

        void nodeState(final String owner)
        {
            field(owner, "ctx", "L" + CONTEXT + ";");
            visitMethodInsn(Opcodes.INVOKEVIRTUAL, CONTEXT, "nodeStateFile", "()" + NODE_STATE, false);
        }

        void fence(final String name, final String descriptor)
        {
            visitMethodInsn(Opcodes.INVOKESTATIC, VOTES, name, descriptor, false);
        }

        /** The method is left there when the fence says so; what else is to be done then comes first. */
        void returnIf(final Runnable before)
        {
            final Label on = new Label();
            visitJumpInsn(Opcodes.IFEQ, on);
            before.run();
            visitInsn(Opcodes.RETURN);
            visitLabel(on);
            visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        }
    }

    private static final class Election extends Change
    {
        Election(final ClassVisitor target, final int[] changes)
        {
            super(target, changes);
        }

        @Override
        MethodVisitor method(final String method, final MethodVisitor target)
        {
            return switch (method)
            {
                case "onNewLeadershipTerm(JJJJJJJJJJIIZ)V" -> new Prologue(target, this)
                {
                    @Override
                    void begin()
                    {
                        field(ELECTION, "state", STATE);
                        visitVarInsn(Opcodes.LLOAD, LEADERSHIP_TERM);
                        field(ELECTION, "candidateTermId", "J");
                        fence("isRefused", "(" + STATE + "JJ)Z");
                        returnIf(() ->
                        {
                        });
                    }
                };
                case "onCanvassPosition" + CANVASS_POSITION -> new Prologue(target, this)
                {
                    @Override
                    void begin()
                    {
                        field(ELECTION, "state", STATE);
                        visitVarInsn(Opcodes.LLOAD, CANVASS_TERM);
                        field(ELECTION, "leadershipTermId", "J");
                        nodeState(ELECTION);
                        fence("checkOutvoted", "(" + STATE + "JJ" + NODE_STATE + ")V");
                    }
                };
                case "onTruncateLogEntry(I" + STATE + "JJJJJJJJ)V" -> new Prologue(target, this)
                {
                    @Override
                    void begin()
                    {
                        visitVarInsn(Opcodes.LLOAD, TRUNCATION_COMMIT);
                        visitVarInsn(Opcodes.LLOAD, TRUNCATION_LOG);
                        visitVarInsn(Opcodes.LLOAD, TRUNCATION_NEW);
                        fence("checkTruncation", "(JJJ)V");
                    }
                };
                case "publishCanvassPosition()V" -> saysBoundTerm(target);
                case "onReplayNewLeadershipTermEvent(JJJJ)V" -> keepsLaterTerm(target);
                default -> target;
            };
        }

        private MethodVisitor saysBoundTerm(final MethodVisitor target)
        {
            return new MethodVisitor(Opcodes.ASM9, target)
            {
                @Override
                public void visitFieldInsn(final int opcode, final String owner, final String name,
                    final String descriptor)
                {
                    final boolean isTerm = name.equals("leadershipTermId");
                    if (isTerm)
                    {
                        count();
                    }
                    super.visitFieldInsn(opcode, owner, isTerm ? "candidateTermId" : name, descriptor);
                }
            };
        }

        private MethodVisitor keepsLaterTerm(final MethodVisitor target)
        {
            return new MethodVisitor(Opcodes.ASM9, target)
            {
                @Override
                public void visitFieldInsn(final int opcode, final String owner, final String name,
                    final String descriptor)
                {
                    if (opcode == Opcodes.PUTFIELD && name.equals("logLeadershipTermId"))
                    {
                        count();
                        super.visitVarInsn(Opcodes.ALOAD, 0);
                        super.visitFieldInsn(Opcodes.GETFIELD, owner, name, descriptor);
                        super.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "max", "(JJ)J", false);
                    }
                    super.visitFieldInsn(opcode, owner, name, descriptor);
                }
            };
        }
    }

    private static final class Agent extends Change
    {
        Agent(final ClassVisitor target, final int[] changes)
        {
            super(target, changes);
        }

        @Override
        MethodVisitor method(final String method, final MethodVisitor target)
        {
            return switch (method)
            {
                case "onCanvassPosition" + CANVASS_POSITION -> hearsBoundTerm(target);
                case "quorumPositionBoundedByLeaderLog(JJ)J" -> countsByTerm(target);
                // Copied as they are: reading them would take a start longer than all the rest of this.
                default -> target;
            };
        }

        private MethodVisitor hearsBoundTerm(final MethodVisitor target)
        {
            return new Prologue(target, this)
            {
                @Override
                void begin()
                {
                    field(AGENT, "election", "L" + ELECTION + ";");
                    field(AGENT, "role", ROLE);
                    visitVarInsn(Opcodes.LLOAD, CANVASS_TERM);
                    field(AGENT, "leadershipTermId", "J");
                    nodeState(AGENT);
                    fence("isOutvoted", "(Ljava/lang/Object;" + ROLE + "JJ" + NODE_STATE + ")Z");
                    returnIf(() ->
                    {
                        visitVarInsn(Opcodes.ALOAD, 0);
                        visitInsn(Opcodes.ICONST_0);
                        visitLdcInsn("a member is bound to a later term than this leader's: there is another election");
                        visitMethodInsn(Opcodes.INVOKESPECIAL, AGENT, "enterElection", "(ZLjava/lang/String;)V", false);
                    });
                }
            };
        }

        private MethodVisitor countsByTerm(final MethodVisitor target)
        {
            return new MethodVisitor(Opcodes.ASM9, target)
            {
                @Override
                public void visitMethodInsn(final int opcode, final String owner, final String name,
                    final String descriptor, final boolean isInterface)
                {
                    final boolean isQuorum = name.equals("quorumPosition") &&
                        owner.equals("io/aeron/cluster/ClusterMember");
                    if (isQuorum)
                    {
                        count();
                    }
                    super.visitMethodInsn(opcode, isQuorum ? QUORUM : owner, name, descriptor, isInterface);
                }
            };
        }
    }
}
