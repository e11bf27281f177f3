namespace CraneAnomaly.Detectors.Motion.Laws;

/// <summary>
/// What of a crane's own context makes a speed slower than its class of moves says: a sum over the terms of a
/// <see cref="MoveTerms"/>, each with a factor of its own. Fitted by least squares within classes, in which what lies far
/// off counts little (Huber, Annals of Mathematical Statistics 35, 1964); only terms that are beyond chance are used. What
/// was hardly ever seen is no proof that it does nothing: of each term it is kept how little is known of it.
/// </summary>
internal sealed class ContextLaw
{
    // A crane's first moves, which it is judged by without a baseline, are too few to tell.
    private const int Fewest = 64;

    // A term has to be seen both ways that often, in parts of the greatest difference.
    private const double LeastSeen = 4;

    // Standard errors of its factor, and the least that it does over its range; a logarithm.
    private const double Sure = 5;
    private const double LeastEffect = 0.004;
    private const int Passes = 8;
    private const double LeastOff = 0.003;

    // What is told of all but some moves is told.
    private const double MostUntold = 0.1;

    // How far outside of what was learned a term still means the same, in parts of its learned range.
    private const double Beyond = 0.15;

    private readonly Term[] _terms;

    private ContextLaw(Term[] terms) => _terms = terms;

    /// <summary>Terms in use.</summary>
    public IEnumerable<int> Used => _terms.Where(term => term.Factor != 0).Select(term => term.Index);

    /// <summary>How much slower a move is by the middle of every term, a logarithm.</summary>
    public double Usual => _terms.Sum(term => term.Factor * term.Mean);

    /// <summary>Whether everything that matters was told of a move, and was so while learning.</summary>
    public bool Covers(in MoveTerms terms)
    {
        foreach (ref readonly var term in _terms.AsSpan())
        {
            if (term.Factor == 0) continue;
            double value = terms[term.Index], slack = Beyond * (term.Most - term.Least);
            if (!(value >= term.Least - slack && value <= term.Most + slack)) return false;
        }

        return true;
    }

    /// <summary>How much slower a move is by its context, a logarithm.</summary>
    public double Of(in MoveTerms terms)
    {
        double sum = 0;
        foreach (ref readonly var term in _terms.AsSpan())
            if (!float.IsNaN(terms[term.Index])) sum += term.Factor * terms[term.Index];
        return sum;
    }

    /// <summary>How much slower a move is by one term, a logarithm; 0 for one that is not in use, or not told.</summary>
    public double EffectOf(int term, in MoveTerms terms)
    {
        foreach (ref readonly var own in _terms.AsSpan())
            if (own.Index == term && !float.IsNaN(terms[term])) return own.Factor * terms[term];
        return 0;
    }

    /// <summary>How far a move may be off by one term, a spread; 0 for one that was not told.</summary>
    public double DoubtOf(int term, in MoveTerms terms)
    {
        foreach (ref readonly var own in _terms.AsSpan())
            if (own.Index == term && !float.IsNaN(terms[term])) return own.Doubt * Math.Abs(terms[term] - own.Mean);
        return 0;
    }

    /// <summary>
    /// How far a move may be off because nobody has seen such company, or such a place of the stick, often enough: a spread, a logarithm.
    /// </summary>
    public double DoubtOf(in MoveTerms terms)
    {
        double squares = 0;
        foreach (ref readonly var term in _terms.AsSpan())
        {
            double off = term.Doubt * (terms[term.Index] - term.Mean);
            if (!double.IsNaN(off)) squares += off * off;
        }

        return Math.Sqrt(squares);
    }

    /// <summary>The law of moves; null where there are too few.</summary>
    /// <param name="slowness">How slow each is, a logarithm.</param>
    /// <param name="terms">What else is known of each.</param>
    /// <param name="classes">The class of each, below <paramref name="classCount"/>: a law is what differs within them.</param>
    /// <param name="classCount">How many classes there are.</param>
    public static ContextLaw? Fit(
        ReadOnlySpan<float> slowness, ReadOnlySpan<MoveTerms> terms, ReadOnlySpan<int> classes, int classCount)
    {
        if (slowness.Length < Fewest) return null;
        var fit = new WithinClasses(slowness, classes, classCount);
        var told = new List<int>();
        for (int term = 0; term < MoveTerms.Count; term++)
        {
            int untold = 0;
            foreach (ref readonly var move in terms)
                if (float.IsNaN(move[term])) untold++;
            if (untold <= MostUntold * terms.Length) told.Add(term);
        }

        List<int> used = [];
        while (Best(fit, terms, told, used) is { } best) used.Add(best);

        // What the first seemed to explain may be better explained by what came later.
        for (bool dropped = true; dropped && used.Count > 0;)
        {
            var factors = Solve(fit, terms, used);
            int worst = 0;
            for (int i = 1; i < used.Count; i++)
                if (factors[i].Surety < factors[worst].Surety) worst = i;
            dropped = factors[worst].Surety < Sure;
            if (dropped) used.RemoveAt(worst);
        }

        var solved = Solve(fit, terms, used);
        var law = new Term[told.Count];
        for (int i = 0; i < law.Length; i++)
        {
            int place = used.IndexOf(told[i]);
            var (factor, fitted) = place >= 0
                ? (solved[place].Factor, solved[place].Fitted)
                : (0, Solve(fit, terms, [.. used, told[i]])[^1].Fitted);
            law[i] = Ranged(told[i], factor, MoveTerms.DoubtOf(told[i], fitted), terms);
        }

        return new(law);
    }

    public void Save(StateWriter writer)
    {
        foreach (ref readonly var term in _terms.AsSpan())
        {
            writer.WriteInt32(term.Index);
            writer.WriteDouble(term.Factor);
            writer.WriteDouble(term.Least);
            writer.WriteDouble(term.Most);
            writer.WriteDouble(term.Mean);
            writer.WriteDouble(term.Doubt);
        }
    }

    /// <summary>Writes a law, or that there is none.</summary>
    public static void Save(ContextLaw? law, StateWriter writer)
    {
        writer.WriteInt32(law?._terms.Length ?? 0);
        law?.Save(writer);
    }

    public static ContextLaw? Load(ref StateReader reader, int version)
    {
        var terms = new Term[reader.ReadCount(28)];
        for (int i = 0; i < terms.Length; i++)
        {
            terms[i] = new(reader.ReadInt32(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), 0, 0);
            if (version >= 6) terms[i] = terms[i] with { Mean = reader.ReadDouble(), Doubt = reader.ReadDouble() };
            if (!(terms[i].Doubt >= 0) || terms[i].Index >= MoveTerms.Count || terms[i].Index <= (i == 0 ? -1 : terms[i - 1].Index) || !(terms[i].Most >= terms[i].Least))
                throw reader.Damaged("a law of context contradicts itself");
        }

        return terms.Length == 0 ? null : new(terms);
    }

    private static Term Ranged(int term, double factor, double doubt, ReadOnlySpan<MoveTerms> terms)
    {
        double least = double.PositiveInfinity, most = double.NegativeInfinity, sum = 0;
        int count = 0;
        foreach (ref readonly var move in terms)
        {
            if (float.IsNaN(move[term])) continue;
            least = Math.Min(least, move[term]);
            most = Math.Max(most, move[term]);
            sum += move[term];
            count++;
        }

        return new(term, factor, least, most, sum / count, doubt);
    }

    private static int? Best(WithinClasses fit, ReadOnlySpan<MoveTerms> terms, List<int> told, List<int> used)
    {
        (int Term, double Surety) best = (-1, Sure);
        foreach (int term in told)
        {
            if (used.Contains(term)) continue;
            var last = Solve(fit, terms, [.. used, term])[^1];
            if (last.Surety > best.Surety) best = (term, last.Surety);
        }

        return best.Term < 0 ? null : best.Term;
    }

    private static (double Factor, double Surety, FittedColumn Fitted)[] Solve(WithinClasses fit, ReadOnlySpan<MoveTerms> terms, List<int> used)
    {
        var columns = new float[used.Count][];
        var ranges = new double[used.Count];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = new float[terms.Length];
            for (int move = 0; move < terms.Length; move++)
                columns[i][move] = float.IsNaN(terms[move][used[i]]) ? 0 : terms[move][used[i]];
            ranges[i] = (double)columns[i].Max() - columns[i].Min();
        }

        var factors = fit.Solve(columns, Passes, LeastOff);
        var result = new (double, double, FittedColumn)[columns.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            var (factor, error, seen, _, _) = factors[i];
            bool counts = ranges[i] > 0 && seen >= LeastSeen * ranges[i] * ranges[i] && Math.Abs(factor) * ranges[i] >= LeastEffect;
            result[i] = (factor, counts && error > 0 ? Math.Abs(factor) / error : 0, factors[i]);
        }

        return result;
    }

    // What has no factor is not beyond chance.
    internal readonly record struct Term(int Index, double Factor, double Least, double Most, double Mean, double Doubt);
}
