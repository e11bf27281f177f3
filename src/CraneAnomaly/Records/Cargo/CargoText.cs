namespace CraneAnomaly.Records.Cargo;

/// <summary>What container numbers and manifests have in common, so that most bytes need not be searched for either.</summary>
internal static class CargoText
{
    /// <summary>
    /// Whether there may be a container number or a manifest: a category behind a capital letter, or the U of UNH in front of its
    /// N. What is no text seldom has either.
    /// </summary>
    public static bool MayBeIn(ReadOnlySpan<byte> bytes)
    {
        for (int at = 0; bytes[at..].IndexOfAny((byte)'U', (byte)'J', (byte)'Z') is >= 0 and var found; at++)
        {
            at += found;
            if (at > 0 && bytes[at - 1] is >= (byte)'A' and <= (byte)'Z') return true;
            if (at + 1 < bytes.Length && bytes[at + 1] == 'N') return true;
        }

        return false;
    }
}
