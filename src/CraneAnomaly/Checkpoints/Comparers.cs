namespace CraneAnomaly.Checkpoints;

/// <summary>The comparers that a collection can be made with again.</summary>
internal static class Comparers
{
    private const int Default = 0, Ordinal = 1, OrdinalIgnoreCase = 2, Other = 3;

    public static int KindOf<T>(IEqualityComparer<T>? comparer)
    {
        if (comparer is null || ReferenceEquals(comparer, EqualityComparer<T>.Default)) return Default;
        if (ReferenceEquals(comparer, StringComparer.Ordinal)) return Ordinal;
        return ReferenceEquals(comparer, StringComparer.OrdinalIgnoreCase) ? OrdinalIgnoreCase : Other;
    }

    public static int KindOf<T>(IComparer<T>? order)
    {
        if (order is null || ReferenceEquals(order, Comparer<T>.Default)) return Default;
        if (ReferenceEquals(order, StringComparer.Ordinal)) return Ordinal;
        return ReferenceEquals(order, StringComparer.OrdinalIgnoreCase) ? OrdinalIgnoreCase : Other;
    }

    /// <summary>The order of a kind; false for one that has to be there.</summary>
    public static bool TryMake<T>(int kind, out IComparer<T>? order)
    {
        order = kind switch
        {
            Ordinal => StringComparer.Ordinal as IComparer<T>,
            OrdinalIgnoreCase => StringComparer.OrdinalIgnoreCase as IComparer<T>,
            _ => null,
        };
        return kind == Default || order is not null;
    }

    /// <summary>The comparer of a kind; false for one that has to be there.</summary>
    public static bool TryMake<T>(int kind, out IEqualityComparer<T>? comparer)
    {
        comparer = kind switch
        {
            Ordinal => StringComparer.Ordinal as IEqualityComparer<T>,
            OrdinalIgnoreCase => StringComparer.OrdinalIgnoreCase as IEqualityComparer<T>,
            _ => null,
        };
        return kind == Default || comparer is not null;
    }
}
