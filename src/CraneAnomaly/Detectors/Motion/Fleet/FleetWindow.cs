using CraneAnomaly.Detectors.Sequential;

namespace CraneAnomaly.Detectors.Motion.Fleet;

/// <summary>
/// How slow each crane's moves of one axis were in a window, and the evidence of all windows before: that all cranes
/// became slower together, and that one became slower than its neighbours.
/// </summary>
internal sealed class FleetWindow
{
    /// <summary>What one move can count for at most: one odd move is no window.</summary>
    private const double MostOfAMove = 4;

    /// <summary>A crane that is above its neighbours by less, in spreads, differs as cranes do.</summary>
    private const double Indifferent = 0.5;

    private readonly FleetRank _rank = new();
    private double[] _sums = [];
    private int[] _counts = [];
    private double[] _residuals = [];
    private EDetector[] _alone = [];
    private FleetSign _together;

    /// <summary>Cranes that have moved the axis in the window that was closed last.</summary>
    public int Active => _rank.Active;

    /// <summary>The evidence that all became slower together.</summary>
    public ref readonly FleetSign Together => ref _together;

    /// <summary>The mean of each crane's moves in the window that was closed last, by its index; not a number for none.</summary>
    public ReadOnlySpan<double> Residuals => _residuals;

    /// <summary>The evidence that a crane became slower than its neighbours.</summary>
    public ref readonly EDetector Alone(int crane) => ref _alone[crane];

    /// <summary>Takes a move.</summary>
    /// <param name="crane">The crane's index.</param>
    /// <param name="score">By how many spreads it is slower than what is expected and indifferent.</param>
    public void Take(int crane, double score)
    {
        if (crane >= _sums.Length) Grow(crane + 1);
        _sums[crane] += Math.Clamp(score, -MostOfAMove, MostOfAMove);
        _counts[crane]++;
    }

    /// <summary>The window is over; false when nothing moved in it.</summary>
    public bool Close(long startNs)
    {
        bool any = false;
        for (int i = 0; i < _sums.Length; i++)
        {
            any |= _counts[i] > 0;
            _residuals[i] = _counts[i] > 0 ? _sums[i] / _counts[i] : double.NaN;
            (_sums[i], _counts[i]) = (0, 0);
        }

        if (!any) return false;
        _rank.Take(_residuals);
        _together.Update(FleetSign.Balance(_residuals), startNs);
        for (int i = 0; i < _residuals.Length; i++)
        {
            if (double.IsNaN(_residuals[i])) continue;

            // Made larger, a p-value stays one: what is only the difference between two references is no evidence.
            bool stands = _residuals[i] > 0 && _residuals[i] > _rank.Median + Indifferent;
            _alone[i].Update(stands ? _rank.PValue(_residuals[i]) : 1, startNs);
        }

        return true;
    }

    /// <summary>Forgets the evidence of what has been told.</summary>
    public void ForgetTogether() => _together.Reset();

    /// <summary>Forgets the evidence of what has been told of a crane.</summary>
    public void ForgetAlone(int crane) => _alone[crane].Reset();

    private void Grow(int cranes)
    {
        int length = Math.Max(16, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)cranes));
        Array.Resize(ref _sums, length);
        Array.Resize(ref _counts, length);
        Array.Resize(ref _residuals, length);
        Array.Resize(ref _alone, length);
    }
}
