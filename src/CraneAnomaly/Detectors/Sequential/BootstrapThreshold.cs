using System.Globalization;

namespace CraneAnomaly.Detectors.Sequential;

/// <summary>A threshold and what it rests on.</summary>
/// <param name="Level">
/// Alarm when <see cref="ISequentialStatistic.Level"/> is at least this; infinite when the series tells nothing.
/// </param>
/// <param name="RunLength">
/// The run length it stands for, in observations: as wanted, or as far as it could be carried.
/// </param>
/// <param name="Wanted">The run length asked for.</param>
/// <param name="Observations">Clean observations.</param>
/// <param name="Block">The length of the blocks, in observations.</param>
internal readonly record struct BootstrapThreshold(
    double Level, double RunLength, double Wanted, int Observations, int Block)
{
    /// <summary>Whether there is a threshold.</summary>
    public bool IsKnown => double.IsFinite(Level);

    /// <summary>
    /// Whether the run length is beyond a tenth of the clean series: then it rests on the series going on as it is.
    /// </summary>
    public bool IsExtrapolated => RunLength > 0.1 * Observations;

    /// <summary>What a reader of the baseline should know about it, as one plain sentence.</summary>
    public string Sentence
    {
        get
        {
            var culture = CultureInfo.InvariantCulture;
            if (!IsKnown)
                return string.Create(culture, $"no threshold can be had from {Observations} clean observations");
            string what = string.Create(
                culture, $"one false alarm in {RunLength:0} observations, from {Observations} clean ones");
            if (RunLength < Wanted) what += string.Create(culture, $"; {Wanted:0} were wanted");
            return IsExtrapolated
                ? string.Create(culture, $"{what}; extrapolated {10 * RunLength / Observations:0.#} times")
                : what;
        }
    }
}
