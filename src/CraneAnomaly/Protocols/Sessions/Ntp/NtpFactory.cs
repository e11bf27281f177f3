using CraneAnomaly.Capture;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Sessions.Ntp;

/// <summary>Recognises NTP on any port, and makes its readers.</summary>
internal sealed class NtpFactory<TSink>(SymbolTable symbols) : ProtocolFactory<TSink> where TSink : struct, IRecordSink
{
    private const ushort RegisteredPort = 123;

    private readonly int[] _modes = [.. NtpMessage.Modes.Select(symbols.Intern)];

    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Ntp;

    /// <inheritdoc/>
    public override byte Transport => 17;

    /// <inheritdoc/>
    public override ProbeResult Probe(ReadOnlySpan<byte> payload, in StreamContext context)
    {
        var message = new NtpMessage(payload);
        bool onPort = context.Identity.ResponderPort == RegisteredPort || context.Identity.OriginatorPort == RegisteredPort;
        if (!(onPort ? message.IsPlausible : message.IsCertain(context.TimestampNs))) return ProbeResult.No;
        return message.Mode switch
        {
            NtpMessage.Client => ProbeResult.Client,
            NtpMessage.Server => ProbeResult.Server,
            _ => ProbeResult.Yes,
        };
    }

    /// <inheritdoc/>
    public override ProtocolReader<TSink> Create() => new NtpReader<TSink>(_modes);
}
