using System.Buffers.Binary;
using System.Security.Cryptography;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Tls;

/// <summary>
/// Fingerprints of what a side begins with: JA3 and JA3S (MD5 of the decimal numbers in their order), and JA4 (counts in
/// the clear, then SHA-256 of the sorted hexadecimal numbers, 12 digits of each). Made-up numbers are left out.
/// </summary>
internal static class TlsFingerprints
{
    // A hello with more is nobody's program; a fingerprint of a part would be wrong.
    private const int MostNumbers = 512;
    private const int TextBytes = 6 * MostNumbers * 4;
    private const int PartDigits = 12;

    /// <summary>Adds those of a client.</summary>
    public static void TellClient(in TlsHello hello, FactWriter facts)
    {
        Span<ushort> ciphers = stackalloc ushort[MostNumbers];
        Span<ushort> extensions = stackalloc ushort[MostNumbers];
        if (!TryCollect(hello.Ciphers, ciphers, out int cipherCount)
            || !TryCollectExtensions(hello.Extensions, extensions, out int extensionCount))
            return;
        ciphers = ciphers[..cipherCount];
        extensions = extensions[..extensionCount];
        TellJa3(hello, ciphers, extensions, facts);
        TellJa4(hello, ciphers, extensions, facts);
    }

    /// <summary>Adds that of a server.</summary>
    public static void TellServer(in TlsHello hello, FactWriter facts)
    {
        Span<ushort> extensions = stackalloc ushort[MostNumbers];
        if (!TryCollectExtensions(hello.Extensions, extensions, out int count)) return;
        var text = new TextRoom(stackalloc byte[TextBytes]);
        text.AddNumber(hello.Version);
        text.Add((byte)',');
        text.AddNumber(hello.Cipher);
        text.Add((byte)',');
        AddDecimal(extensions[..count], ref text);
        TellMd5(Fact.Ja3Server, text.Written, facts);
    }

    private static void TellJa3(in TlsHello hello, ReadOnlySpan<ushort> ciphers, ReadOnlySpan<ushort> extensions, FactWriter facts)
    {
        Span<ushort> groups = stackalloc ushort[MostNumbers];
        int count = 0;
        if (TlsHandshake.TryFindExtension(hello.Extensions, TlsHandshake.GroupsExtension, out var list)
            && TlsHandshake.TryTake16(ref list, out var numbers) && !TryCollect(numbers, groups, out count))
            return;
        ReadOnlySpan<byte> formats = default;
        if (TlsHandshake.TryFindExtension(hello.Extensions, TlsHandshake.PointFormatsExtension, out var content))
            TlsHandshake.TryTake8(ref content, out formats);

        var text = new TextRoom(stackalloc byte[TextBytes]);
        text.AddNumber(hello.Version);
        text.Add((byte)',');
        AddDecimal(ciphers, ref text);
        text.Add((byte)',');
        AddDecimal(extensions, ref text);
        text.Add((byte)',');
        AddDecimal(groups[..count], ref text);
        text.Add((byte)',');
        for (int i = 0; i < formats.Length; i++)
        {
            if (i > 0) text.Add((byte)'-');
            text.AddNumber(formats[i]);
        }

        if (!text.IsFull) TellMd5(Fact.Ja3, text.Written, facts);
    }

    private static void TellJa4(in TlsHello hello, Span<ushort> ciphers, Span<ushort> extensions, FactWriter facts)
    {
        var text = new TextRoom(stackalloc byte[64]);
        text.Add((byte)'t');
        text.Add(Ja4Version(hello));
        bool named = extensions.Contains(TlsHandshake.ServerNameExtension);
        text.Add(named ? (byte)'d' : (byte)'i');
        text.AddNumber(Math.Min(ciphers.Length, 99), 2);
        text.AddNumber(Math.Min(extensions.Length, 99), 2);
        AddAlpn(hello.Extensions, ref text);

        text.Add((byte)'_');
        var numbers = new TextRoom(stackalloc byte[TextBytes]);
        ciphers.Sort();
        AddHexadecimal(ciphers, ref numbers);
        AddSha256(numbers.Written, ref text);

        text.Add((byte)'_');
        numbers = new TextRoom(stackalloc byte[TextBytes]);
        extensions.Sort();
        int kept = 0;
        foreach (ushort extension in extensions)
        {
            if (extension is not (TlsHandshake.ServerNameExtension or TlsHandshake.AlpnExtension)) extensions[kept++] = extension;
        }

        AddHexadecimal(extensions[..kept], ref numbers);
        Span<ushort> signatures = stackalloc ushort[MostNumbers];
        if (TlsHandshake.TryFindExtension(hello.Extensions, TlsHandshake.SignaturesExtension, out var content)
            && TlsHandshake.TryTake16(ref content, out var list))
        {
            if (!TryCollect(list, signatures, out int count)) return;
            if (count > 0) numbers.Add((byte)'_');
            AddHexadecimal(signatures[..count], ref numbers);
        }

        AddSha256(kept == 0 ? default : numbers.Written, ref text);
        if (!numbers.IsFull) facts.Add(Fact.Ja4, text.Written);
    }

    // The highest version offered, made-up ones aside.
    private static string Ja4Version(in TlsHello hello)
    {
        ushort version = hello.Version;
        if (TlsHandshake.TryFindExtension(hello.Extensions, TlsHandshake.VersionsExtension, out var content)
            && TlsHandshake.TryTake8(ref content, out var list))
        {
            ushort highest = 0;
            while (TlsHandshake.TryTake(ref list, out ushort offered))
            {
                if (!TlsHandshake.IsGrease(offered)) highest = Math.Max(highest, offered);
            }

            if (highest != 0) version = highest;
        }

        return version switch
        {
            0x0304 => "13",
            0x0303 => "12",
            0x0302 => "11",
            0x0301 => "10",
            0x0300 => "s3",
            0x0002 => "s2",
            _ => "00",
        };
    }

    // First and last character of the first protocol; as hexadecimal digits when one of them is neither letter nor digit.
    private static void AddAlpn(ReadOnlySpan<byte> extensions, ref TextRoom text)
    {
        if (!TlsHandshake.TryFindExtension(extensions, TlsHandshake.AlpnExtension, out var content)
            || !TlsHandshake.TryTake16(ref content, out var list) || !TlsHandshake.TryTake8(ref list, out var first) || first.IsEmpty)
        {
            text.Add("00");
            return;
        }

        byte begin = first[0], end = first[^1];
        if (!char.IsAsciiLetterOrDigit((char)begin) || !char.IsAsciiLetterOrDigit((char)end))
        {
            begin = "0123456789abcdef"u8[begin >> 4];
            end = "0123456789abcdef"u8[end & 15];
        }

        text.Add([begin, end]);
    }

    private static bool TryCollect(ReadOnlySpan<byte> source, Span<ushort> numbers, out int count)
    {
        count = 0;
        while (TlsHandshake.TryTake(ref source, out ushort number))
        {
            if (TlsHandshake.IsGrease(number)) continue;
            if (count == numbers.Length) return false;
            numbers[count++] = number;
        }

        return true;
    }

    private static bool TryCollectExtensions(ReadOnlySpan<byte> source, Span<ushort> numbers, out int count)
    {
        count = 0;
        while (TlsHandshake.TryTakeExtension(ref source, out ushort number, out _))
        {
            if (TlsHandshake.IsGrease(number)) continue;
            if (count == numbers.Length) return false;
            numbers[count++] = number;
        }

        return true;
    }

    private static void AddDecimal(ReadOnlySpan<ushort> numbers, ref TextRoom text)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            if (i > 0) text.Add((byte)'-');
            text.AddNumber(numbers[i]);
        }
    }

    private static void AddHexadecimal(ReadOnlySpan<ushort> numbers, ref TextRoom text)
    {
        Span<byte> bytes = stackalloc byte[2];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (i > 0) text.Add((byte)',');
            BinaryPrimitives.WriteUInt16BigEndian(bytes, numbers[i]);
            text.AddHex(bytes);
        }
    }

    private static void AddSha256(ReadOnlySpan<byte> bytes, ref TextRoom text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        hash.Clear();
        if (!bytes.IsEmpty) SHA256.HashData(bytes, hash);
        text.AddHex(hash[..(PartDigits / 2)]);
    }

    private static void TellMd5(Fact fact, ReadOnlySpan<byte> bytes, FactWriter facts)
    {
        Span<byte> hash = stackalloc byte[MD5.HashSizeInBytes];
        CryptographicOperations.HashData(HashAlgorithmName.MD5, bytes, hash);
        Convert.TryToHexStringLower(hash, facts.Room(fact, hash.Length * 2), out _);
    }
}
