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

    /// <summary>Makes a chain before its first line.</summary>
    public AlertChain()
    {
    }

    /// <summary>Makes a chain that goes on behind a line.</summary>
    /// <param name="sequence">Number of that line, 0 for none.</param>
    /// <param name="head">Its hash, lower-case hex.</param>
    public AlertChain(long sequence, string head) => (Sequence, Head) = (sequence, head);

    /// <summary>What stands for the hash of the line before the first.</summary>
    public static string Genesis { get; } = new('0', HashLength);

    /// <summary>Sequence number of the last line, 0 before the first.</summary>
    public long Sequence { get; private set; }

    /// <summary>Hash of the last line, lower-case hex.</summary>
    public string Head { get; private set; } = Genesis;

    /// <summary>Forgets lines that did not come about.</summary>
    internal void GoBack(long sequence, string head) => (Sequence, Head) = (sequence, head);

    /// <summary>Takes the next line (a JSON object without its chain member) and returns the link for it.</summary>
    public (long Sequence, string Previous, string Hash) Append(ReadOnlySpan<byte> line)
    {
        string previous = Head;
        long sequence = ++Sequence;
        Head = Hash(previous, sequence, line);
        return (sequence, previous, Head);
    }

    /// <summary>Takes a line as it was written, and says whether it is the next one of the chain.</summary>
    /// <param name="line">The line with its chain member, which is its last, without the line end.</param>
    /// <param name="why">What is wrong with it; null where nothing is.</param>
    /// <returns>False when it was changed, does not follow the line before it, or has no link.</returns>
    public bool Follows(ReadOnlySpan<byte> line, out string? why)
    {
        int at = line.LastIndexOf(",\"chain\":{"u8);
        if (at < 0 || line[^1] != (byte)'}')
        {
            why = "it has no chain member at its end";
            return false;
        }

        byte[] body = [.. line[..at], (byte)'}'];
        long sequence = Sequence + 1;
        string hash = Hash(Head, sequence, body);
        string link = string.Create(CultureInfo.InvariantCulture, $",\"chain\":{{\"seq\":{sequence},\"prev\":\"{Head}\",\"hash\":\"{hash}\"}}}}");
        if (!line[at..].SequenceEqual(Encoding.ASCII.GetBytes(link)))
        {
            why = !Holds(line[at..], "seq", sequence.ToString(CultureInfo.InvariantCulture)) ? $"its number is not {sequence}: lines are missing, doubled or out of order"
                : !Holds(line[at..], "prev", $"\"{Head}\"") ? "it does not follow the line before it"
                : "it was changed after it was written";
            return false;
        }

        (Sequence, Head, why) = (sequence, hash, null);
        return true;
    }

    private static bool Holds(ReadOnlySpan<byte> link, string member, string value) =>
        link.IndexOf(Encoding.ASCII.GetBytes($"\"{member}\":{value}")) >= 0;

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
