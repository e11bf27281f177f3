namespace CraneAnomaly.Simulator.Traffic.Months;

/// <summary>The kinds of attacks of a port's month, by the rows of threats that they are of.</summary>
internal enum MonthAttackKind
{
    /// <summary>20: a remote desktop from outside.</summary>
    RemoteDesktop,

    /// <summary>20, 32: a screen is watched from outside.</summary>
    RemoteScreen,

    /// <summary>22: a cellular router reads a controller.</summary>
    Modem,

    /// <summary>23: a second master polls as often as the first.</summary>
    SecondMaster,

    /// <summary>23: somebody says that he has a controller's address.</summary>
    AddressConflict,

    /// <summary>24: one call an hour, a third of an hour early or late.</summary>
    Beacon,

    /// <summary>25, 26: container numbers in names, one a minute.</summary>
    Names,

    /// <summary>26: lists of containers over plain HTTP.</summary>
    PlainList,

    /// <summary>26, 27: forty bytes after each move of a crane, within the connection that the vendor's cloud has anyway.</summary>
    LeakWithin,

    /// <summary>26, 27: the same over a connection for each move, to the same cloud.</summary>
    LeakBeside,

    /// <summary>27: megabytes to the vendor's cloud.</summary>
    Volume,

    /// <summary>29: a controller takes its time from somebody else.</summary>
    RogueTime,

    /// <summary>30, 21: the vendor comes at night without a permit.</summary>
    NoPermit,

    /// <summary>30: under a permit for one crane another one is changed.</summary>
    OtherCrane,

    /// <summary>30: a permit to read is used to write.</summary>
    OtherAction,

    /// <summary>30: the bypass stays on after the permit.</summary>
    LeftBypass,

    /// <summary>30: a speed limit stays set after the permit.</summary>
    LeftLimit,

    /// <summary>31: passwords are tried.</summary>
    BruteForce,

    /// <summary>34: the console takes a remote session of the job server.</summary>
    Lateral,

    /// <summary>35: a controller is asked no more.</summary>
    Silence,
}
