namespace CraneAnomaly.Detectors.Motion;

/// <summary>
/// Whether one feature of one axis is slower, once the evidence says so or two moves are beyond doubt, since when, and
/// until when.
/// </summary>
internal sealed class SlowdownTest
{
    private const int Remembered = 64;
    private const double Slow = 2;
    private const int FewestSlow = 2;
    private const double GrossScore = 8;
    private const int QuietMoves = 8;

    /// <summary>What one move can say for an onset at most, a logarithm.</summary>
    private const double MostSaid = 8;

    private readonly Move[] _moves = new Move[Remembered];
    private int _count;
    private int _quiet;
    private bool _lastGrossMinus;
    private bool _lastGrossPlus;

    /// <summary>Whether it is known to be slower.</summary>
    public bool IsActive { get; private set; }

    /// <summary>The first move that shows it.</summary>
    public long OnsetNs { get; private set; }

    /// <summary>Moves since the onset.</summary>
    public int Since { get; private set; }

    /// <summary>Slow moves since the onset.</summary>
    public int SlowSince { get; private set; }

    /// <summary>Logarithm of the evidence with which it became known.</summary>
    public double Evidence { get; private set; }

    /// <summary>Takes a move; true when it is one of those to be told.</summary>
    /// <param name="score">Spreads above what is indifferent.</param>
    /// <param name="gross">Whether it is slower by so much that two of them need no statistics.</param>
    /// <param name="direction">Below zero for minus.</param>
    /// <param name="ns">When it was measured.</param>
    /// <param name="evidence">Logarithm of the evidence, this move included.</param>
    /// <param name="isEnough">Whether that is enough.</param>
    public bool Take(double score, bool gross, int direction, long ns, double evidence, bool isEnough)
    {
        _moves[_count++ % Remembered] = new(ns, (float)score);
        bool slow = score >= Slow;
        gross &= score >= GrossScore;
        ref bool lastGross = ref direction < 0 ? ref _lastGrossMinus : ref _lastGrossPlus;
        bool twice = gross && lastGross;
        lastGross = gross;
        if (IsActive)
        {
            _quiet = slow ? 0 : _quiet + 1;
            Since++;
            if (slow) SlowSince++;
            if (_quiet >= QuietMoves) Clear();
            return slow && IsActive;
        }

        if (!slow || (!twice && !isEnough)) return false;
        FindOnset();

        // However slow it was, one move alone is an event and no change.
        if (SlowSince < FewestSlow) return false;
        (IsActive, _quiet, Evidence) = (true, 0, evidence);
        return true;
    }

    private void Clear()
    {
        (IsActive, _quiet, _count, Evidence) = (false, 0, 0, 0);
        (_lastGrossMinus, _lastGrossPlus) = (false, false);
    }

    // Once the size of the change is known, the most likely first move is where the likelihood is greatest that since then
    // every other move was slow by as much: what slows a crane may leave out some loads. A move that merely looks slow
    // before it is not taken for the first one.
    private void FindOnset()
    {
        int kept = Math.Min(_count, Remembered);
        double size = 0;
        int slow = 0;
        for (int back = 0; back < kept && slow < 3; back++)
        {
            float score = At(back).Score;
            if (score < Slow) continue;
            size += Math.Min(score, 12);
            slow++;
        }

        size /= slow;
        double sum = 0, best = double.NegativeInfinity;
        int onset = 0;
        for (int back = 0; back < kept; back++)
        {
            double ratio = size * (Math.Min(At(back).Score, 12) - (0.5 * size));
            sum += Math.Log(0.5 + (0.5 * Math.Exp(Math.Min(ratio, MostSaid))));
            if (sum <= best) continue;
            (best, onset) = (sum, back);
        }

        OnsetNs = At(onset).Ns;
        (Since, SlowSince) = (onset + 1, 0);
        for (int back = 0; back <= onset; back++)
            if (At(back).Score >= Slow) SlowSince++;
    }

    private Move At(int back) => _moves[(_count - 1 - back) % Remembered];

    internal readonly record struct Move(long Ns, float Score);
}
