using System.Buffers.Text;
using System.Text;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions;

/// <summary>Who logs in, without the password (RFC 7617, RFC 7616); and addresses without the passwords in them.</summary>
internal static class TextCredentials
{
    private const int MostName = 256;

    /// <summary>Adds the user of a field of authorization.</summary>
    public static void TellUser(ReadOnlySpan<byte> authorization, FactWriter facts)
    {
        int space = authorization.IndexOf((byte)' ');
        if (space < 0) return;
        var scheme = new Text(authorization[..space]);
        var rest = authorization[(space + 1)..];
        if (scheme.Is("basic"u8))
        {
            // As many characters as the name can need; what is decoded beyond the colon is forgotten.
            Span<byte> decoded = stackalloc byte[MostName];
            var digits = rest.Trim(" \t"u8);
            digits = digits[..Math.Min(digits.Length & ~3, MostName / 3 * 4)];
            Base64.DecodeFromUtf8(digits, decoded, out _, out int length);
            int colon = decoded[..length].IndexOf((byte)':');
            if (colon > 0) facts.Add(Fact.Username, decoded[..colon]);
            decoded.Clear();
        }
        else if (scheme.Is("digest"u8))
        {
            int at = rest.IndexOf("username=\""u8);
            if (at < 0) return;
            rest = rest[(at + "username=\""u8.Length)..];
            int end = rest.IndexOf((byte)'"');
            if (end > 0) facts.Add(Fact.Username, rest[..Math.Min(end, MostName)]);
        }
    }

    /// <summary>Adds an address, with stars where a password was.</summary>
    public static void TellUri(ReadOnlySpan<byte> uri, FactWriter facts)
    {
        uri = uri[..Math.Min(uri.Length, FactWriter.MostBytes)];
        var text = new TextRoom(stackalloc byte[FactWriter.MostBytes + 8]);

        // RFC 3986, 3.2.1: the user stands before an at-sign, in front of the first slash of the path.
        int begin = uri.IndexOf("://"u8);
        if (begin >= 0 && begin < 8)
        {
            var authority = uri[(begin + 3)..];
            int slash = authority.IndexOfAny("/?"u8);
            if (slash >= 0) authority = authority[..slash];
            int at = authority.LastIndexOf((byte)'@'), colon = at < 0 ? -1 : authority[..at].IndexOf((byte)':');
            if (colon >= 0)
            {
                text.Add(uri[..(begin + 3 + colon)]);
                uri = uri[(begin + 3 + at)..];
            }
        }

        int query = uri.IndexOf((byte)'?');
        if (query < 0)
        {
            text.Add(uri);
        }
        else
        {
            text.Add(uri[..(query + 1)]);
            for (var rest = uri[(query + 1)..]; !rest.IsEmpty;)
            {
                int end = rest.IndexOf((byte)'&');
                var part = end < 0 ? rest : rest[..(end + 1)];
                rest = end < 0 ? default : rest[(end + 1)..];
                AddParameter(part, ref text);
            }
        }

        facts.Add(Fact.Uri, text.Written);
    }

    private static void AddParameter(ReadOnlySpan<byte> part, ref TextRoom text)
    {
        int equals = part.IndexOf((byte)'=');
        if (equals < 0 || !IsSecret(part[..equals]))
        {
            text.Add(part);
            return;
        }

        text.Add(part[..(equals + 1)]);
        text.Add("***"u8);
        if (part[^1] == (byte)'&') text.Add((byte)'&');
    }

    private static bool IsSecret(ReadOnlySpan<byte> name)
    {
        var text = new Text(name);
        return text.Is("password"u8) || text.Is("passwd"u8) || text.Is("pass"u8) || text.Is("pwd"u8) || text.Is("psw"u8) || text.Is("passwort"u8)
            || text.Is("loginpas"u8) || text.Is("secret"u8);
    }

    /// <summary>Bytes that are compared without regard to case.</summary>
    private readonly ref struct Text(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;

        public bool Is(ReadOnlySpan<byte> other) => Ascii.EqualsIgnoreCase(_bytes, other);
    }
}
