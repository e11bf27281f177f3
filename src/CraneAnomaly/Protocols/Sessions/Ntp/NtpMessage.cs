using System.Buffers.Binary;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Ntp;

/// <summary>A message (RFC 5905, 7.3): version and mode, stratum, poll, precision, the reference, and four times.</summary>
internal readonly ref struct NtpMessage(ReadOnlySpan<byte> bytes)
{
    public const byte Client = 3;
    public const byte Server = 4;

    /// <summary>Names of the modes, in records.</summary>
    public static readonly string[] Modes =
        ["reserved", "symmetric_active", "symmetric_passive", "client", "server", "broadcast_server", "control", "private"];

    private const int Bytes = 48;
    private const byte Control = 6;

    // From 1900 to 1970, and the 136 years until the numbers begin anew.
    private const long Before1970 = 2_208_988_800;
    private const long Era = 1L << 32;
    private const long Second = 1_000_000_000;
    private const long TenYears = 3_653L * 86_400 * Second;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public byte Mode => (byte)(_bytes[0] & 7);

    public ulong Origin => BinaryPrimitives.ReadUInt64BigEndian(_bytes[24..]);

    public ulong Transmit => BinaryPrimitives.ReadUInt64BigEndian(_bytes[40..]);

    private int Version => _bytes[0] >> 3 & 7;

    /// <summary>Whether it has its length, and a version and a mode that exist.</summary>
    public bool IsPlausible => !_bytes.IsEmpty && Version is >= 1 and <= 4 && Mode != 0 && _bytes.Length >= (Mode < Control ? Bytes : 8);

    /// <summary>Whether all of it shows that it is NTP: for other ports.</summary>
    public bool IsCertain(long nowNs) => IsPlausible && _bytes.Length == Bytes && Version >= 3 && Mode is Client or Server
        && _bytes[1] <= 16 && _bytes[2] <= 17 && (sbyte)_bytes[3] is <= 0 and >= -32 && Transmit != 0
        && Math.Abs(Time(Transmit) - nowNs) < TenYears;

    /// <summary>Adds what it says; messages of control and of makers have another shape, and are only counted.</summary>
    public void Tell(long nowNs, FactWriter facts)
    {
        facts.Add(Fact.Version, Version switch { 1 => "1", 2 => "2", 3 => "3", _ => "4" });
        facts.Add(Fact.Mode, (long)Mode);
        if (Mode >= Control) return;
        facts.Add(Fact.Stratum, (long)_bytes[1]);
        facts.Add(Fact.Poll, (long)(sbyte)_bytes[2]);
        TellReference(facts);
        TellTime(Fact.OriginTime, Origin, facts);
        TellTime(Fact.ReceiveTime, BinaryPrimitives.ReadUInt64BigEndian(_bytes[32..]), facts);
        TellTime(Fact.TransmitTime, Transmit, facts);

        // What a client sends may be made up (RFC 9109 leaves it to it); a server's is its clock.
        if (Mode != Client && Transmit != 0) facts.Add(Fact.ClockOffset, (Time(Transmit) - nowNs) / 1_000);
    }

    // 7.3: four letters for stratum 0 and 1, else an address, of IPv6 a part of its hash.
    private void TellReference(FactWriter facts)
    {
        var id = _bytes[12..16];
        var text = new TextRoom(stackalloc byte[16]);
        var letters = id.TrimEnd((byte)0);
        if (_bytes[1] <= 1 && !letters.ContainsAnyExceptInRange((byte)' ', (byte)'~')) text.Add(letters);
        else text.AddIpv4(id);
        facts.Add(Fact.ReferenceId, text.Written);
    }

    private static void TellTime(Fact fact, ulong time, FactWriter facts)
    {
        if (time == 0) return;
        var text = new TextRoom(stackalloc byte[32]);
        text.AddTime(Time(time));
        facts.Add(fact, text.Written);
    }

    // 6: seconds since 1900 and a fraction of 2^-32; small numbers are of the era that begins in 2036.
    private static long Time(ulong time)
    {
        long seconds = (long)(time >> 32);
        if (seconds < Era / 2) seconds += Era;
        long fraction = (long)(((time & 0xFFFF_FFFF) * (ulong)Second) >> 32);
        return ((seconds - Before1970) * Second) + fraction;
    }
}
