namespace CraneAnomaly.Detectors.Motion.References;

/// <summary>
/// The evidence beyond the offset of its group that the clean moves of a crane come to once in a run length, for two run lengths; what lies between
/// and beyond is on the line through them, as the logarithm of the run length is close to one.
/// </summary>
/// <param name="Low">Evidence of <see cref="ShortRun"/>, a logarithm; 0 where it is not known.</param>
/// <param name="High">Evidence of <see cref="LongRun"/>.</param>
internal readonly record struct EvidenceThreshold(double Low, double High)
{
    /// <summary>Moves' features between two false alarms: some hours of work.</summary>
    public const double ShortRun = 3_000;

    /// <summary>The same: half a year of work.</summary>
    public const double LongRun = 1_000_000;

    // Hours of clean work have not seen a year's weather, operators and wear. So what they promise is believed for so
    // much of what the e-detector promises by itself, and no further.
    private const double Believed = 0.45;

    // Lifts vary by themselves, and hours of them say more of that than hours of a drive do.
    private const double BelievedOfCrane = 0.35;

    // Power and way follow from several signals and a law between them, which is known less well than what one shows.
    private const double BelievedOfAnchors = 0.7;

    // Clean moves that seem to need more than so much were not clean: nothing would be found any more.
    private const double Most = 1.5;

    /// <summary>Whether it was found.</summary>
    public bool IsKnown => High > 0;

    /// <summary>The evidence from which on an alarm is given.</summary>
    /// <param name="runLength">Features of moves between two false alarms.</param>
    /// <param name="nominal">What the e-detector promises for it by itself.</param>
    /// <param name="group">Of <see cref="MotionEvidence"/>.</param>
    public double For(double runLength, double nominal, int group)
    {
        if (!IsKnown) return nominal;
        double believed = group switch
        {
            MotionEvidence.Crane => BelievedOfCrane,
            MotionEvidence.Anchors => BelievedOfAnchors,
            _ => Believed,
        };
        double share = Math.Log(runLength / ShortRun) / Math.Log(LongRun / ShortRun);
        return Math.Clamp(Low + (share * (High - Low)), believed * nominal, Most * nominal);
    }

    /// <summary>The same, if it is known, for other offsets.</summary>
    public EvidenceThreshold Moved(double by) => IsKnown ? new(Low + by, High + by) : this;

    public void Save(StateWriter writer)
    {
        writer.WriteDouble(Low);
        writer.WriteDouble(High);
    }

    public static EvidenceThreshold Load(ref StateReader reader)
    {
        var threshold = new EvidenceThreshold(reader.ReadDouble(), reader.ReadDouble());
        return threshold.High >= threshold.Low && Math.Abs(threshold.Low) < 1e4 && threshold.High < 1e4
            ? threshold
            : throw reader.Damaged("a threshold of evidence contradicts itself");
    }
}
