using CraneAnomaly.Capture;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Sessions.Smb;

/// <summary>Recognises SMB on any port, and makes its readers.</summary>
internal sealed class SmbFactory<TSink>(SymbolTable symbols) : ProtocolFactory<TSink> where TSink : struct, IRecordSink
{
    private readonly int[] _commands = [.. SmbMessage.Commands.Select(symbols.Intern)];

    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Smb;

    /// <inheritdoc/>
    public override byte Transport => 6;

    /// <inheritdoc/>
    public override ProbeResult Probe(ReadOnlySpan<byte> payload, in StreamContext context)
    {
        // RFC 1002, 4.3.2: with NetBIOS between, a session is asked for first, with two names of 34 bytes.
        ReadOnlySpan<byte> session = [0x81, 0, 0, 68, 32];
        if (payload.Length >= session.Length && payload.StartsWith(session)) return ControllerPort.Decide(ProbeResult.Client, context);

        // MS-SMB2, 2.1: a zero and the length in three bytes; then 0xFE, 0xFF or 0xFD, and the name.
        for (int i = 0; i < Math.Min(payload.Length, 8); i++)
        {
            bool fits = i switch
            {
                0 => payload[0] == 0,
                4 => payload[4] is SmbMessage.Two or SmbMessage.One or SmbMessage.Encrypted,
                5 => payload[5] == (byte)'S',
                6 => payload[6] == (byte)'M',
                7 => payload[7] == (byte)'B',
                _ => true,
            };
            if (!fits) return ProbeResult.No;
        }

        if (payload.Length < SmbMessage.FlagsEnd) return payload.Length > 3 && payload[1] > 1 ? ProbeResult.No : ProbeResult.Unsure;
        bool isResponse = payload[4] == SmbMessage.One ? (payload[13] & 0x80) != 0 : (payload[20] & 1) != 0;
        if (payload[4] == SmbMessage.Encrypted) return ProbeResult.Yes;
        return ControllerPort.Decide(isResponse ? ProbeResult.Server : ProbeResult.Client, context);
    }

    /// <inheritdoc/>
    public override ProtocolReader<TSink> Create() => new SmbReader<TSink>(_commands);
}
