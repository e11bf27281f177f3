using System.Buffers;
using System.Buffers.Binary;
using CraneAnomaly.Capture;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Dns;

/// <summary>Reads messages of DNS: one record each, requests paired with their responses.</summary>
internal sealed class DnsReader<TSink>(int[] operations, bool isStream) : ExchangeReader<TSink> where TSink : struct, IRecordSink
{
    private const int OpenQueries = 16;
    private const long NanosecondsInMicrosecond = 1_000;

    private readonly (ushort Id, bool IsOpen, long TimestampNs)[] _open = new (ushort, bool, long)[OpenQueries];
    private int _next;

    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Dns;

    /// <inheritdoc/>
    protected override int MostHeldBytes => isStream ? 2 + ushort.MaxValue : 0;

    /// <inheritdoc/>
    protected override void Forget()
    {
        Array.Clear(_open);
        _next = 0;
    }

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
        if (message.IsResponse) Pair(ref record);
        else Open(message.Id, record.TimestampNs);
        return OperationStatus.Done;
    }

    private void Open(ushort id, long timestampNs)
    {
        _open[_next] = (id, true, timestampNs);
        _next = (_next + 1) % OpenQueries;
    }

    private void Pair(ref OtRecord record)
    {
        for (int i = 1; i <= OpenQueries; i++)
        {
            ref var query = ref _open[(_next - i + OpenQueries) % OpenQueries];
            if (!query.IsOpen || query.Id != record.Transaction) continue;
            query.IsOpen = false;
            record.Flags |= RecordFlags.Matched | RecordFlags.HasLatency;
            record.LatencyMicroseconds = (uint)Math.Clamp((record.TimestampNs - query.TimestampNs) / NanosecondsInMicrosecond, 0, uint.MaxValue);
            return;
        }
    }
}
