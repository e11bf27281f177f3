namespace CraneAnomaly.Simulator.Writers;

/// <summary>What a column of the wide CSV holds: the signal at a place of the catalog, its second source, or its quality.</summary>
internal readonly record struct CsvColumn(CsvColumnKind Kind, int Place);
