namespace CraneAnomaly.Detectors.Motion;

/// <summary>
/// Whether one feature of one axis has become slower, and since when: an e-detector by betting (Shin, Ramdas and
/// Rinaldo, arXiv 2203.03532). Each move is a bet of a part of the wealth that it is slow; wealth that falls below one
/// is made up to one, so that a change is seen whenever it comes. Moves with an empty spreader, with a light and with a
/// heavy load and those of each direction have wealth of their own beside that of all, because a throttle may only act
/// on some; their mean is an e-detector again. While nothing changes it reaches a threshold once in at least that many moves.
/// </summary>
internal sealed class SlowdownTest
{
    private const int Streams = 7;
    private const int FirstDirection = 5;
    private const int Remembered = 24;

    /// <summary>The part of the wealth that is bet: what is lost when nothing is slow.</summary>
    private const double Bet = 0.3;

    /// <summary>What one move can win at most, as a logarithm: no single odd move raises an alarm.</summary>
    private const double MostWon = 3.5;

    // Wealth above the threshold proves nothing more, and would have to be lost again.
    private const double Surplus = 4;
    private const double Slow = 2;
    private const double GrossScore = 8;
    private const int QuietMoves = 8;

    private readonly double[] _wealth = new double[Streams];
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

    /// <summary>Logarithm of the mean wealth.</summary>
    public double Evidence { get; private set; }

    /// <summary>Takes a move; true when it is one of those to be told.</summary>
    /// <param name="score">Spreads above what is indifferent.</param>
    /// <param name="gross">Whether it is slower by so much that two of them need no statistics.</param>
    /// <param name="stream">Class of load, 0 to 3.</param>
    /// <param name="direction">Below zero for minus.</param>
    /// <param name="ns">When it was measured.</param>
    /// <param name="threshold">Logarithm of the number of moves to one false alarm.</param>
    public bool Take(double score, bool gross, int stream, int direction, long ns, double threshold)
    {
        double won = Won(score);
        Add(ref _wealth[0], won, threshold);
        Add(ref _wealth[1 + stream], won, threshold);
        Add(ref _wealth[FirstDirection + (direction < 0 ? 0 : 1)], won, threshold);
        Evidence = Mean();
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

        if (!slow || (!twice && Evidence < threshold)) return false;
        IsActive = true;
        _quiet = 0;
        FindOnset();
        return true;
    }

    private static void Add(ref double wealth, double won, double threshold) =>
        wealth = Math.Clamp(wealth + won, 0, threshold + Surplus);

    // Three sizes of change are bet on at once; under a normal score of spread one each is worth one on average.
    private static double Won(double score)
    {
        double s = Math.Min(score, 12);
        double ratio = (Math.Exp((0.5 * s) - 0.125) + Math.Exp((1.5 * s) - 1.125) + Math.Exp((3 * s) - 4.5)) / 3;
        return Math.Min(MostWon, Math.Log(1 - Bet + (Bet * ratio)));
    }

    private double Mean()
    {
        double most = 0;
        foreach (double wealth in _wealth) most = Math.Max(most, wealth);
        double sum = 0;
        foreach (double wealth in _wealth) sum += Math.Exp(wealth - most);
        return most + Math.Log(sum / Streams);
    }

    private void Clear()
    {
        Array.Clear(_wealth);
        (IsActive, _quiet, _count, Evidence) = (false, 0, 0, 0);
        (_lastGrossMinus, _lastGrossPlus) = (false, false);
    }

    // Once the size of the change is known, the most likely first move is where the sum of what lies above half of it
    // is greatest. A move that merely looks slow before it is not taken for the first one.
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
            sum += Math.Min(At(back).Score, 12) - (0.5 * size);
            if (sum <= best) continue;
            (best, onset) = (sum, back);
        }

        OnsetNs = At(onset).Ns;
        (Since, SlowSince) = (onset + 1, 0);
        for (int back = 0; back <= onset; back++)
            if (At(back).Score >= Slow) SlowSince++;
    }

    private Move At(int back) => _moves[(_count - 1 - back) % Remembered];

    private readonly record struct Move(long Ns, float Score);
}
