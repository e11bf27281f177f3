using System.Buffers;
using CraneAnomaly.Capture;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Sessions.Ntp;

/// <summary>Reads messages of NTP: one record each.</summary>
internal sealed class NtpReader<TSink>(int[] modes) : ExchangeReader<TSink> where TSink : struct, IRecordSink
{
    private OpenRequests _open;

    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Ntp;

    /// <inheritdoc/>
    protected override void Forget() => _open = default;

    /// <inheritdoc/>
    protected override OperationStatus ReadMessage(ReadOnlySpan<byte> bytes, in StreamContext context, ref OtRecord record, out int consumed)
    {
        consumed = bytes.Length;
        var message = new NtpMessage(bytes);
        record.FunctionCode = message.Mode;
        record.FunctionSymbol = modes[message.Mode];
        record.Kind = message.Mode switch
        {
            NtpMessage.Client => RecordKind.Request,
            NtpMessage.Server => RecordKind.Response,
            _ => RecordKind.Event,
        };
        if (!message.IsPlausible)
        {
            record.Violation = Violation.TruncatedPdu;
            return OperationStatus.Done;
        }

        message.Tell(record.TimestampNs, Facts);
        if (message.Mode == NtpMessage.Client) _open.Open(message.Transmit, record.TimestampNs);
        else if (message.Mode == NtpMessage.Server) _open.Pair(message.Origin, ref record);
        return OperationStatus.Done;
    }
}
