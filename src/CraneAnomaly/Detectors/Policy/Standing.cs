namespace CraneAnomaly.Detectors.Policy;

/// <summary>What a site's lists say of a command.</summary>
internal enum Standing : byte
{
    /// <summary>Not asked yet.</summary>
    Unasked,

    /// <summary>There is no list, or it says nothing about such a command.</summary>
    Unlisted,

    /// <summary>The list allows it.</summary>
    Approved,

    /// <summary>There is a list of writers, and it does not allow this.</summary>
    NotApproved,

    /// <summary>The list allows it at some times.</summary>
    ByTheClock,
}
