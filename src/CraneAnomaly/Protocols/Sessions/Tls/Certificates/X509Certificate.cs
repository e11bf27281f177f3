using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Tls.Certificates;

/// <summary>What a certificate says (RFC 5280, 4.1). Nothing of it is verified.</summary>
internal readonly ref struct X509Certificate
{
    private const byte Version = 0xA0;
    private const byte Extensions = 0xA3;
    private const byte Critical = 0x01;
    private const byte HostName = 0x82;
    private const byte UtcTime = 0x17;
    private const byte GeneralizedTime = 0x18;

    private ReadOnlySpan<byte> Serial { get; init; }

    private ReadOnlySpan<byte> Issuer { get; init; }

    private ReadOnlySpan<byte> Subject { get; init; }

    private ReadOnlySpan<byte> Validity { get; init; }

    private ReadOnlySpan<byte> Rest { get; init; }

    // 2.5.29.17
    private static ReadOnlySpan<byte> AlternativeNames => [0x55, 0x1D, 0x11];

    /// <summary>Reads it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out X509Certificate certificate)
    {
        certificate = default;
        if (!Der.TryTake(ref source, Der.Sequence, out var all) || !Der.TryTake(ref all, Der.Sequence, out var signed)) return false;
        Der.TryTake(ref signed, Version, out _);
        if (!Der.TryTake(ref signed, Der.Integer, out var serial)
            || !Der.TryTake(ref signed, Der.Sequence, out _)
            || !Der.TryTake(ref signed, Der.Sequence, out var issuer)
            || !Der.TryTake(ref signed, Der.Sequence, out var validity)
            || !Der.TryTake(ref signed, Der.Sequence, out var subject)
            || !Der.TryTake(ref signed, Der.Sequence, out _))
            return false;
        certificate = new() { Serial = serial, Issuer = issuer, Subject = subject, Validity = validity, Rest = signed };
        return true;
    }

    /// <summary>Adds it.</summary>
    public void Tell(FactWriter facts)
    {
        Span<byte> room = stackalloc byte[FactWriter.MostBytes];
        facts.Add(Fact.Subject, DistinguishedName.Write(Subject, room));
        facts.Add(Fact.Issuer, DistinguishedName.Write(Issuer, room));
        TellSerial(room, facts);
        var times = Validity;
        if (TryWriteTime(ref times, room, out int length)) facts.Add(Fact.NotBefore, room[..length]);
        if (TryWriteTime(ref times, room, out length)) facts.Add(Fact.NotAfter, room[..length]);
        TellNames(room, facts);
    }

    // Most are of 20 bytes at most (RFC 5280, 4.1.2.2); a zero before them says that they are positive.
    private void TellSerial(Span<byte> room, FactWriter facts)
    {
        var text = new TextRoom(room);
        var serial = Serial.Length > 1 && Serial[0] == 0 ? Serial[1..] : Serial;
        text.AddHex(serial[..Math.Min(serial.Length, 64)], upper: true);
        facts.Add(Fact.Serial, text.Written);
    }

    // 4.1.2.5: YYMMDDHHMMSSZ until 2049, YYYYMMDDHHMMSSZ after.
    private static bool TryWriteTime(scoped ref ReadOnlySpan<byte> times, scoped Span<byte> room, out int length)
    {
        length = 0;
        if (!Der.TryTake(ref times, out byte tag, out var time, out _) || tag is not (UtcTime or GeneralizedTime)) return false;
        var text = new TextRoom(room);
        int years = tag == UtcTime ? 2 : 4;
        if (time.Length != years + 11 || time[^1] != (byte)'Z' || time[..^1].ContainsAnyExceptInRange((byte)'0', (byte)'9')) return false;
        if (tag == UtcTime) text.Add(time[0] >= (byte)'5' ? "19" : "20");
        text.Add(time[..years]);
        time = time[years..];
        for (int i = 0; i < 5; i++)
        {
            text.Add("--T::"u8[i]);
            text.Add(time.Slice(i * 2, 2));
        }

        text.Add((byte)'Z');
        length = text.Length;
        return true;
    }

    // 4.2.1.6
    private void TellNames(Span<byte> room, FactWriter facts)
    {
        var rest = Rest;
        while (Der.TryTake(ref rest, out byte tag, out var value, out _))
        {
            if (tag != Extensions || !Der.TryTake(ref value, Der.Sequence, out var extensions)) continue;
            while (Der.TryTake(ref extensions, Der.Sequence, out var extension))
            {
                if (!Der.TryTake(ref extension, Der.ObjectIdentifier, out var id) || !id.SequenceEqual(AlternativeNames)) continue;
                Der.TryTake(ref extension, Critical, out _);
                if (!Der.TryTake(ref extension, Der.OctetString, out var content) || !Der.TryTake(ref content, Der.Sequence, out var names)) continue;
                var text = new TextRoom(room);
                while (!text.IsFull && Der.TryTake(ref names, out byte kind, out var name, out _))
                {
                    if (kind != HostName || text.Length + 1 + name.Length > room.Length) continue;
                    text.Separate();
                    text.Add(name);
                }

                facts.Add(Fact.AlternativeNames, text.Written);
                return;
            }
        }
    }
}
