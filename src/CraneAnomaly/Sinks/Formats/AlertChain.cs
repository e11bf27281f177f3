using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CraneAnomaly.Sinks.Formats;

/// <summary>
/// The hash chain of an alert log: every line carries the hash of the line before it, so that a change, an insertion
/// or a removal shows. Hash = SHA-256 of <c>crane-alert-v1\n</c> + prev + <c>\n</c> + seq + <c>\n</c> + the line's
/// bytes without the <c>chain</c> member.
/// </summary>
public sealed class AlertChain
{
    private const int HashLength = 64;

    /// <summary>What stands for the hash of the line before the first.</summary>
    public static string Genesis { get; } = new('0', HashLength);

    /// <summary>Sequence number of the last line, 0 before the first.</summary>
    public long Sequence { get; private set; }

    /// <summary>Hash of the last line, lower-case hex.</summary>
    public string Head { get; private set; } = Genesis;

    /// <summary>Takes the next line (a JSON object without its chain member) and returns the link for it.</summary>
    public (long Sequence, string Previous, string Hash) Append(ReadOnlySpan<byte> line)
    {
        string previous = Head;
        long sequence = ++Sequence;
        Head = Hash(previous, sequence, line);
        return (sequence, previous, Head);
    }

    /// <summary>The hash of one line.</summary>
    public static string Hash(string previous, long sequence, ReadOnlySpan<byte> line)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("crane-alert-v1\n"u8);
        hash.AppendData(Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{previous}\n{sequence}\n")));
        hash.AppendData(line);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
