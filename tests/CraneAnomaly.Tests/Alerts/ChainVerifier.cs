using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CraneAnomaly.Tests.Alerts;

/// <summary>
/// Checks the chain of an alert log by the text of the contract alone: hash = SHA-256 of <c>crane-alert-v1\n</c>, the
/// hash before, <c>\n</c>, the number, <c>\n</c>, and the line without its last member.
/// </summary>
internal static class ChainVerifier
{
    private static readonly byte[] s_member = ",\"chain\":{"u8.ToArray();

    /// <summary>How many lines from the first on hold together.</summary>
    public static int Verify(ReadOnlySpan<byte> log)
    {
        string previous = new('0', 64);
        int lines = 0;
        while (!log.IsEmpty)
        {
            int end = log.IndexOf((byte)'\n');
            if (end < 0 || !Holds(log[..end], lines + 1, ref previous)) return lines;
            lines++;
            log = log[(end + 1)..];
        }

        return lines;
    }

    private static bool Holds(ReadOnlySpan<byte> line, int number, ref string previous)
    {
        int at = line.LastIndexOf(s_member);
        if (at < 0 || line[^1] != (byte)'}') return false;
        // Its own text, so that no other spelling of the same link passes.
        byte[] rest = [.. line[..at], (byte)'}'];
        byte[] hashed = [.. Encoding.ASCII.GetBytes(
            $"crane-alert-v1\n{previous}\n{number.ToString(CultureInfo.InvariantCulture)}\n"), .. rest];
        string hash = Convert.ToHexString(SHA256.HashData(hashed)).ToLowerInvariant();
        string link = $",\"chain\":{{\"seq\":{number},\"prev\":\"{previous}\",\"hash\":\"{hash}\"}}}}";
        if (!line[at..].SequenceEqual(Encoding.ASCII.GetBytes(link))) return false;
        previous = hash;
        using var parsed = JsonDocument.Parse(line.ToArray());
        return parsed.RootElement.EnumerateObject().Last().Name == "chain";
    }
}
