using CraneAnomaly.Detectors.Sequences;

namespace CraneAnomaly.Detectors.NGrams;

/// <summary>What is known of the sequences that end with an event: enough to score and to learn it.</summary>
internal struct NGramLook
{
    public int Stream;
    public int Code;

    /// <summary>Length of the longest sequence there is to look at.</summary>
    public int Longest;

    /// <summary>Length of the longest that was learned, 0 for none: what is inside it was learned too.</summary>
    public int Known;

    /// <summary>Where that one is held.</summary>
    public int Gram;

    public RecentEvents Recent;
}
