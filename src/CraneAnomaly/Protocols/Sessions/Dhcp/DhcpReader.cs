using System.Buffers;
using CraneAnomaly.Capture;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Sessions.Dhcp;

/// <summary>Reads messages of DHCP: one record each.</summary>
internal sealed class DhcpReader<TSink>(int[] types) : ExchangeReader<TSink> where TSink : struct, IRecordSink
{
    private OpenRequests _open;

    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Dhcp;

    /// <inheritdoc/>
    protected override void Forget() => _open = default;

    /// <inheritdoc/>
    protected override OperationStatus ReadMessage(ReadOnlySpan<byte> bytes, in StreamContext context, ref OtRecord record, out int consumed)
    {
        consumed = bytes.Length;
        record.Kind = context.FromResponder ? RecordKind.Response : RecordKind.Request;
        if (!DhcpMessage.TryRead(bytes, out var message) && !(context.CutBytes > 0 && DhcpMessage.TryReadCut(bytes, out message)))
        {
            record.Violation = Violation.InvalidValue;
            return OperationStatus.Done;
        }

        record.Kind = message.IsReply ? RecordKind.Response : RecordKind.Request;
        record.Transaction = message.Transaction;
        byte type = message.Tell(Facts, out bool isWhole);
        if (!isWhole) record.Violation = Violation.TruncatedPdu;
        record.FunctionCode = type;
        record.FunctionSymbol = types[Math.Min(type, types.Length - 1)];
        if (message.IsReply) _open.Pair(message.Transaction, ref record);
        else _open.Open(message.Transaction, record.TimestampNs);
        return OperationStatus.Done;
    }
}
