using System.Buffers;
using System.Buffers.Binary;
using CraneAnomaly.Capture;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Dns;

/// <summary>Reads messages of DNS: one record each, requests paired with their responses.</summary>
internal sealed class DnsReader<TSink>(int[] operations, bool isStream) : ExchangeReader<TSink> where TSink : struct, IRecordSink
{
    private OpenRequests _open;

    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Dns;

    /// <inheritdoc/>
    protected override int MostHeldBytes => isStream ? 2 + ushort.MaxValue : 0;

    /// <inheritdoc/>
    protected override void Forget() => _open = default;

    /// <inheritdoc/>
    protected override OperationStatus ReadMessage(ReadOnlySpan<byte> bytes, in StreamContext context, ref OtRecord record, out int consumed)
    {
        consumed = bytes.Length;
        if (isStream)
        {
            if (bytes.Length < 2) return OperationStatus.NeedMoreData;
            consumed = 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes);
            if (bytes.Length < consumed) return OperationStatus.NeedMoreData;
            bytes = bytes[2..consumed];
        }

        record.Kind = context.FromResponder ? RecordKind.Response : RecordKind.Request;
        if (bytes.Length < DnsMessage.HeaderBytes)
        {
            record.Violation = Violation.TruncatedPdu;
            return OperationStatus.Done;
        }

        var message = new DnsMessage(bytes);
        record.Kind = message.IsResponse ? RecordKind.Response : RecordKind.Request;
        record.FunctionCode = message.Operation;
        record.FunctionSymbol = operations[message.Operation];
        record.Transaction = message.Id;
        Facts.Add(Fact.Service, DnsService.Name(context));
        record.Violation = message.Tell(DnsService.IsNetBios(context), Facts);
        if (message.IsResponse) _open.Pair(message.Id, ref record);
        else _open.Open(message.Id, record.TimestampNs);
        return OperationStatus.Done;
    }
}
