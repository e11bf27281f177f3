namespace CraneAnomaly.Alerts;

/// <summary>What happens to alerts when those who fetch them are slower than those who find them.</summary>
public enum AlertOverflow
{
    /// <summary>The oldest waiting alert is dropped and counted; nothing ever waits. For traffic that does not wait either.</summary>
    DropOldest,

    /// <summary>
    /// Reading waits until there is room, and nothing is dropped: up to one read of an input more than the capacity may be
    /// held. For files, and for streams whose sender can wait. Whoever hands over single packets and records awaits
    /// <c>WaitForRoomAsync</c> between them, as those calls cannot wait themselves.
    /// </summary>
    Wait,
}
