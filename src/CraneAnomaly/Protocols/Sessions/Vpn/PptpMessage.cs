using System.Buffers;
using System.Buffers.Binary;
using CraneAnomaly.Capture;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Vpn;

/// <summary>The messages with which PPTP begins (RFC 2637, 2.1 and 2.2), which have one shape.</summary>
internal static class PptpMessage
{
    public const int Bytes = 156;

    private const uint Cookie = 0x1A2B3C4D;
    private const int HostAt = 28, VendorAt = 92, NameBytes = 64;

    /// <summary>Whether a stream begins with one of them.</summary>
    public static ProbeResult Recognise(ReadOnlySpan<byte> source)
    {
        ReadOnlySpan<byte> begin = [0, Bytes, 0, 1, 0x1A, 0x2B, 0x3C, 0x4D, 0];
        int known = Math.Min(source.Length, begin.Length);
        if (!source[..known].SequenceEqual(begin[..known])) return ProbeResult.No;
        if (source.Length < 10) return ProbeResult.Unsure;
        return source[9] switch { 1 => ProbeResult.Client, 2 => ProbeResult.Server, _ => ProbeResult.No };
    }

    /// <summary>Reads one, and adds what it says.</summary>
    public static OperationStatus TryTell(ReadOnlySpan<byte> source, FactWriter facts, out int consumed)
    {
        consumed = Bytes;
        if (source.Length < Bytes) return OperationStatus.NeedMoreData;
        if (BinaryPrimitives.ReadUInt32BigEndian(source[4..]) != Cookie || source[9] is not (1 or 2)) return OperationStatus.InvalidData;
        facts.Add(Fact.HostName, Name(source.Slice(HostAt, NameBytes)));
        facts.Add(Fact.Vendor, Name(source.Slice(VendorAt, NameBytes)));
        return OperationStatus.Done;
    }

    private static ReadOnlySpan<byte> Name(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return end < 0 ? field : field[..end];
    }
}
