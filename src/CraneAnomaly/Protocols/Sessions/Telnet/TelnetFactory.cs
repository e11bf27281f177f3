using CraneAnomaly.Capture;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Sessions.Telnet;

/// <summary>Recognises Telnet on any port by its options, and makes its readers.</summary>
internal sealed class TelnetFactory<TSink> : ProtocolFactory<TSink> where TSink : struct, IRecordSink
{
    private const int MostOption = 49;

    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Telnet;

    /// <inheritdoc/>
    public override byte Transport => 6;

    /// <inheritdoc/>
    public override ProbeResult Probe(ReadOnlySpan<byte> payload, in StreamContext context)
    {
        // RFC 854: who wants an option says so, and both begin with what they want.
        for (int i = 0; i < Math.Min(payload.Length, 3); i++)
        {
            bool fits = i switch
            {
                0 => payload[0] == TelnetCommand.Escape,
                1 => payload[1] is >= TelnetCommand.Will and <= TelnetCommand.Dont,
                _ => payload[2] <= MostOption,
            };
            if (!fits) return ProbeResult.No;
        }

        return payload.Length < 3 ? ProbeResult.Unsure : ProbeResult.Yes;
    }

    /// <inheritdoc/>
    public override ProtocolReader<TSink> Create() => new TelnetReader<TSink>();
}
