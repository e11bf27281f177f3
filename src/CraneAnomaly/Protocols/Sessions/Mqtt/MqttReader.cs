using System.Buffers;
using System.Buffers.Binary;
using CraneAnomaly.Capture;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Mqtt;

/// <summary>Reads MQTT (3.1.1 and 5.0, 3): one record a packet; what is published is passed over.</summary>
internal sealed class MqttReader<TSink>(int[] types) : ExchangeReader<TSink> where TSink : struct, IRecordSink
{
    // What is longer is counted, but not looked into.
    private const int MostPacket = 16 * 1024;
    private const int HeadBytes = 5;

    private readonly bool[] _lost = new bool[2];
    private int _version = 4;

    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Mqtt;

    /// <inheritdoc/>
    protected override int MostHeldBytes => HeadBytes + MostPacket;

    // Nothing marks the begin of a packet: behind a hole outside of a message a side cannot be read any more.
    /// <inheritdoc/>
    protected override void OnHole(int side) => _lost[side] = true;

    /// <inheritdoc/>
    protected override void Forget()
    {
        Array.Clear(_lost);
        _version = 4;
    }

    /// <inheritdoc/>
    protected override OperationStatus ReadMessage(ReadOnlySpan<byte> bytes, in StreamContext context, ref OtRecord record, out int consumed)
    {
        consumed = 0;
        int side = SideOf(context);
        if (_lost[side]) return OperationStatus.InvalidData;
        int type = bytes[0] >> 4;
        var status = MqttPacket.TryReadHead(bytes, out int length, out int head);
        if (status == OperationStatus.NeedMoreData) return status;
        if (status != OperationStatus.Done || type == 0 || (type == 15 && _version < 5)) return Lose(side);
        var body = bytes[head..];
        int needed = type == MqttPacket.Publish ? PublishNeeds(body, length) : length > MostPacket ? 0 : length;
        if (needed < 0 || needed > MostPacket) return Lose(side);
        if (body.Length < needed) return OperationStatus.NeedMoreData;

        bool read = Tell(type, bytes[0], body[..needed], length, ref record);
        if (!read) record.Violation = Violation.InvalidValue;
        record.FunctionCode = (ushort)type;
        record.FunctionSymbol = types[type];
        consumed = head + needed;
        PassOver(side, length - needed);
        return OperationStatus.Done;
    }

    private OperationStatus Lose(int side)
    {
        _lost[side] = true;
        return OperationStatus.InvalidData;
    }

    // 3.3: the topic is enough; -1 for one that is longer than the packet.
    private static int PublishNeeds(ReadOnlySpan<byte> body, int length)
    {
        if (!BinaryPrimitives.TryReadUInt16BigEndian(body, out ushort topic)) return length < 2 ? -1 : 2;
        return 2 + topic > length ? -1 : 2 + topic;
    }

    private bool Tell(int type, byte first, ReadOnlySpan<byte> body, int length, ref OtRecord record)
    {
        switch (type)
        {
            case MqttPacket.Connect:
                record.Kind = RecordKind.Request;
                return body.IsEmpty || TellConnect(body);
            case MqttPacket.ConnectAcknowledge:
                record.Kind = RecordKind.Response;
                record.Flags |= RecordFlags.Matched;
                if (body.Length < 2) return false;
                Facts.Add(Fact.ReturnCode, (long)body[1]);
                return true;
            case MqttPacket.Publish:
                MqttPacket.TryTake(ref body, out var topic);
                Facts.Add(Fact.Topic, topic);
                Facts.Add(Fact.QualityOfService, (long)(first >> 1 & 3));
                Facts.Add(Fact.Retained, (first & 1) != 0);
                Facts.Add(Fact.PayloadBytes, (long)(length - 2 - topic.Length));
                return true;
            case MqttPacket.Subscribe or MqttPacket.Unsubscribe:
                record.Kind = RecordKind.Request;
                return body.IsEmpty || TellTopics(body, type == MqttPacket.Subscribe);
            default:
                return true;
        }
    }

    // 3.1: name, level, flags, seconds, properties; then what the flags say is there, in this order.
    private bool TellConnect(ReadOnlySpan<byte> body)
    {
        if (!MqttPacket.TryTake(ref body, out _) || body.Length < 4) return false;
        _version = body[0];
        byte flags = body[1];
        Facts.Add(Fact.Version, _version switch { 3 => "3.1", 4 => "3.1.1", 5 => "5.0", _ => "unknown" });
        Facts.Add(Fact.KeepAlive, (long)BinaryPrimitives.ReadUInt16BigEndian(body[2..]));
        body = body[4..];
        if (!MqttPacket.TrySkipProperties(ref body, _version) || !MqttPacket.TryTake(ref body, out var client)) return false;
        Facts.Add(Fact.ClientId, client);
        if ((flags & 4) != 0)
        {
            if (!MqttPacket.TrySkipProperties(ref body, _version) || !MqttPacket.TryTake(ref body, out var will) || !MqttPacket.TryTake(ref body, out _))
                return false;
            Facts.Add(Fact.WillTopic, will);
        }

        if ((flags & 0x80) == 0) return true;
        if (!MqttPacket.TryTake(ref body, out var user)) return false;
        Facts.Add(Fact.Username, user);
        return true;
    }

    // 3.8 and 3.10: identifier, properties, topics, each with a byte of options when it is subscribed to.
    private bool TellTopics(ReadOnlySpan<byte> body, bool hasOptions)
    {
        if (body.Length < 2) return false;
        body = body[2..];
        if (!MqttPacket.TrySkipProperties(ref body, _version)) return false;
        var text = new TextRoom(stackalloc byte[FactWriter.MostBytes]);
        while (!body.IsEmpty)
        {
            if (!MqttPacket.TryTake(ref body, out var topic) || (hasOptions && body.IsEmpty)) return false;
            if (hasOptions) body = body[1..];
            if (text.Length + 1 + topic.Length > FactWriter.MostBytes) continue;
            text.Separate();
            text.Add(topic);
        }

        Facts.Add(Fact.Topics, text.Written);
        return true;
    }
}
