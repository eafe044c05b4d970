package io.standfast.codecs.stan;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.List;
import java.util.Locale;

/**
 * The oracle's view of the protocol: STAN-SPEC section 1.3, retyped line by line and made into protobuf descriptors.
 */
final class StanDescriptors
{
    private static final String[] MESSAGES = {
        "ConnectRequest: 1 clientID string, 2 heartbeatInbox string, 3 protocol int32, 4 connID bytes, " +
            "5 pingInterval int32, 6 pingMaxOut int32",
        "ConnectResponse: 1 pubPrefix string, 2 subRequests string, 3 unsubRequests string, 4 closeRequests string, " +
            "5 error string, 6 subCloseRequests string, 7 pingRequests string, 8 pingInterval int32, " +
            "9 pingMaxOut int32, 10 protocol int32, 100 publicKey string",
        "Ping: 1 connID bytes", "PingResponse: 1 error string",
        "PubMsg: 1 clientID string, 2 guid string, 3 subject string, 4 reply string, 5 data bytes, 6 connID bytes, " +
            "10 sha256 bytes",
        "PubAck: 1 guid string, 2 error string",
        "MsgProto: 1 sequence uint64, 2 subject string, 3 reply string, 4 data bytes, 5 timestamp int64, " +
            "6 redelivered bool, 7 redeliveryCount uint32, 10 CRC32 uint32",
        "Ack: 1 subject string, 2 sequence uint64",
        "SubscriptionRequest: 1 clientID string, 2 subject string, 3 qGroup string, 4 inbox string, " +
            "5 maxInFlight int32, 6 ackWaitInSecs int32, 7 durableName string, 10 startPosition enum, " +
            "11 startSequence uint64, 12 startTimeDelta int64",
        "SubscriptionResponse: 2 ackInbox string, 3 error string",
        "UnsubscribeRequest: 1 clientID string, 2 subject string, 3 inbox string, 4 durableName string",
        "CloseRequest: 1 clientID string", "CloseResponse: 1 error string"};
    private static final String[] START_POSITIONS = {"NewOnly", "LastReceived", "TimeDeltaStart", "SequenceStart",
        "First"};

    private StanDescriptors()
    {
    }

    static List<Descriptor> all()
    {
        final FileDescriptorProto.Builder file = FileDescriptorProto.newBuilder()
            .setName("stan.proto").setPackage("pb").setSyntax("proto3").addEnumType(startPosition());
        for (final String message : MESSAGES)
        {
            file.addMessageType(message(message));
        }
        try
        {
            return FileDescriptor.buildFrom(file.build(), new FileDescriptor[0]).getMessageTypes();
        }
        catch (final DescriptorValidationException ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    private static EnumDescriptorProto startPosition()
    {
        final EnumDescriptorProto.Builder type = EnumDescriptorProto.newBuilder().setName("StartPosition");
        for (int i = 0; i < START_POSITIONS.length; i++)
        {
            type.addValueBuilder().setName(START_POSITIONS[i]).setNumber(i);
        }
        return type.build();
    }

    private static DescriptorProto message(final String line)
    {
        final int colon = line.indexOf(':');
        final DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(line.substring(0, colon));
        for (final String field : line.substring(colon + 1).split(",", -1))
        {
            final String[] parts = field.trim().split(" ", -1);
            final FieldDescriptorProto.Builder builder = message.addFieldBuilder()
                .setNumber(Integer.parseInt(parts[0])).setName(parts[1])
                .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)
                .setType(FieldDescriptorProto.Type.valueOf("TYPE_" + parts[2].toUpperCase(Locale.ROOT)));
            if ("enum".equals(parts[2]))
            {
                builder.setTypeName(".pb.StartPosition");
            }
        }
        return message.build();
    }
}
