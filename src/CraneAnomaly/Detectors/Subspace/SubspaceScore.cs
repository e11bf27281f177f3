namespace CraneAnomaly.Detectors.Subspace;

/// <summary>The two readouts of a subspace model for one row (Jackson and Mudholkar 1979; Hotelling 1947).</summary>
/// <param name="Spe">
/// Squared prediction error: how far the row lies off the learned subspace, in squared standard deviations. High when
/// signals that used to move together no longer do.
/// </param>
/// <param name="T2">
/// Hotelling's T2: how far out the row lies within the subspace. High when everything is consistent, but far more of
/// it than ever.
/// </param>
/// <param name="SpeExceedance">
/// <paramref name="Spe"/> over its limit from training; above 1 is beyond what 99 % of the training rows showed.
/// </param>
/// <param name="T2Exceedance"><paramref name="T2"/> over its limit from training.</param>
public readonly record struct SubspaceScore(double Spe, double T2, double SpeExceedance, double T2Exceedance)
{
    /// <summary>The greater of the two exceedances.</summary>
    public double Max => Math.Max(SpeExceedance, T2Exceedance);
}
