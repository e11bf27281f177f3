using System.Text;
using CraneAnomaly.Records.Cargo;

namespace CraneAnomaly.Cli.Evidence;

/// <summary>
/// Covers what names cargo and people, with as many X as it has letters: container numbers with the right check digit
/// wherever they stand, and the operators that telemetry named. Without them, a mask that changes nothing.
/// </summary>
/// <param name="isOn">Whether anything is to be covered.</param>
internal sealed class IdentityMask(bool isOn)
{
    // A shorter one would be found inside of everything.
    private const int ShortestOperator = 3;

    private readonly HashSet<string> _operators = new(StringComparer.Ordinal);

    public bool IsOn => isOn;

    /// <summary>Places where a container number was covered.</summary>
    public long Containers { get; private set; }

    /// <summary>Places where the name of an operator was covered.</summary>
    public long Operators { get; private set; }

    public void AddOperator(string name)
    {
        if (name.Length >= ShortestOperator) _operators.Add(name);
    }

    /// <summary>Covers in text.</summary>
    public byte[] Text(ReadOnlySpan<byte> text)
    {
        byte[] copy = text.ToArray();
        if (isOn) Cover(copy, asWords: true);
        return copy;
    }

    /// <summary>Covers in text.</summary>
    public string Text(string text) => Encoding.UTF8.GetString(Text(Encoding.UTF8.GetBytes(text)));

    /// <summary>Covers in the bytes of a packet.</summary>
    public void Packet(Span<byte> packet)
    {
        if (isOn) Cover(packet, asWords: false);
    }

    private void Cover(Span<byte> bytes, bool asWords)
    {
        Span<byte> number = stackalloc byte[ContainerNumbers.Length];
        for (int at = 0; ContainerNumbers.TryFind(bytes, ref at, number, asWords); Containers++) CoverBack(bytes, at);
        foreach (string name in _operators)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(name);
            for (int from = 0, found; (found = bytes[from..].IndexOf(utf8)) >= 0; from += found + utf8.Length)
            {
                int begin = from + found, end = begin + utf8.Length;
                if ((begin > 0 && char.IsAsciiLetterOrDigit((char)bytes[begin - 1])) || (end < bytes.Length && char.IsAsciiLetterOrDigit((char)bytes[end])))
                    continue;
                bytes[begin..end].Fill((byte)'X');
                Operators++;
            }
        }
    }

    // The number ends there; its letters and digits may have blanks or hyphens between them.
    private static void CoverBack(Span<byte> bytes, int end)
    {
        for (int left = ContainerNumbers.Length, at = end - 1; left > 0; at--)
        {
            if (!char.IsAsciiLetterOrDigit((char)bytes[at])) continue;
            bytes[at] = (byte)'X';
            left--;
        }
    }
}
