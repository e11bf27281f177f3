using System.Buffers.Binary;
using CraneAnomaly.Capture;
using CraneAnomaly.Records;

namespace CraneAnomaly.Protocols.Sessions.Dns;

/// <summary>Recognises DNS on any port, and makes its readers.</summary>
/// <param name="symbols">Names of operations.</param>
/// <param name="transport">17 for datagrams, 6 for streams, where two bytes of length stand before each message.</param>
internal sealed class DnsFactory<TSink>(SymbolTable symbols, byte transport) : ProtocolFactory<TSink> where TSink : struct, IRecordSink
{
    private const byte Tcp = 6;

    private readonly int[] _operations = [.. DnsNames.Operations.Select(symbols.Intern)];

    /// <inheritdoc/>
    public override OtProtocol Protocol => OtProtocol.Dns;

    /// <inheritdoc/>
    public override byte Transport => transport;

    /// <inheritdoc/>
    public override ProbeResult Probe(ReadOnlySpan<byte> payload, in StreamContext context)
    {
        var message = payload;
        if (transport == Tcp)
        {
            // RFC 1035, 4.2.2. A byte of the identifier is free; the flags behind it rarely fit what is no DNS.
            if (payload.Length > 4 && (payload[4] >> 3 & 15) > 6) return ProbeResult.No;
            if (payload.Length < 2 + DnsMessage.HeaderBytes) return payload.Length > 1 && payload[0] > 4 ? ProbeResult.No : ProbeResult.Unsure;
            int length = BinaryPrimitives.ReadUInt16BigEndian(payload);
            if (length is < DnsMessage.HeaderBytes + 5 or > 1024) return ProbeResult.No;
            if (payload.Length < 2 + length) return new DnsMessage(payload[2..]).Operation <= 6 && DnsService.IsOnPort(context) ? ProbeResult.Unsure : ProbeResult.No;
            message = payload.Slice(2, length);
        }

        if (message.Length < DnsMessage.HeaderBytes) return ProbeResult.No;
        var read = new DnsMessage(message);
        if (!(DnsService.IsOnPort(context) ? read.IsPlausible || context.CutBytes > 0 : read.IsCertain)) return ProbeResult.No;
        if (DnsService.IsMulticast(context)) return ProbeResult.Yes;
        return read.IsResponse ? ProbeResult.Server : ProbeResult.Client;
    }

    /// <inheritdoc/>
    public override ProtocolReader<TSink> Create() => new DnsReader<TSink>(_operations, transport == Tcp);
}
