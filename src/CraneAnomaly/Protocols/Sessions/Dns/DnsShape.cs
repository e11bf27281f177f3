using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions.Dns;

/// <summary>What shows whether a name carries data: its length, its labels, and how mixed its characters are.</summary>
internal static class DnsShape
{
    /// <summary>Adds it.</summary>
    public static void Tell(ReadOnlySpan<byte> name, FactWriter facts)
    {
        if (name.IsEmpty) return;
        Span<byte> counts = stackalloc byte[256];
        counts.Clear();
        int label = 0, longest = 0, labels = 1;
        foreach (byte letter in name)
        {
            counts[letter]++;
            if (letter == (byte)'.')
            {
                labels++;
                label = 0;
            }
            else
            {
                longest = Math.Max(longest, ++label);
            }
        }

        // The entropy without the dots.
        int total = name.Length - counts['.'];
        counts['.'] = 0;
        double bits = 0;
        foreach (byte count in counts)
        {
            if (count > 0) bits += count * Math.Log2((double)total / count);
        }

        facts.Add(Fact.QueryLength, (long)name.Length);
        facts.Add(Fact.LongestLabel, (long)longest);
        facts.Add(Fact.Labels, (long)labels);
        facts.Add(Fact.Entropy, total == 0 ? 0L : (long)Math.Round(1000 * bits / total));
    }
}
