/** Types of requests and responses, as in the API; nothing runs here. */

/** @typedef {boolean | number | bigint | string | string[]} Value */
/** @typedef {{id: string, source: string, attributes: Record<string, Value>}} Item */
/** @typedef {"same" | "similar" | "related" | "unrelated"} Relevance what a score means in its collection */
/** @typedef {Item & {score?: number, parts?: Record<string, number>, relevance?: Relevance, beneath?: Found[], beneath_count?: number}} Found an item, or a hit with the first of those that it stands for */
/** @typedef {{score: number, relevance: Relevance}} Best */
/** @typedef {{same: number | null, similar: number, related: number}} LeastScores */
/** @typedef {{made_at: string | null, items: number, rate: number | null, label: string | null, least_scores: Record<string, LeastScores>}} Calibration */
/** @typedef {{hits: Found[], next_offset: number | null, best?: Best, nothing_like_this?: boolean}} Hits */
/** @typedef {{items: Item[], count: number, cursor: string | null}} Items */
/** @typedef {{value: boolean | number | bigint | string, count: number}} Facet */
/** @typedef {{source: string, reason: string, at: string}} Failure */
/** @typedef {{index: number, id: string | null, error: string, detail: string}} Refused */
/** @typedef {{removed: number, unknown: string[]}} Removed */
/** @typedef {{id: string, width: number, height: number}} Upload */
/** @typedef {"identical" | "reencoded" | "edited" | "burst" | "similar"} Tier how sure it is that pictures are one, surest first */
/** @typedef {Item & {tier: Tier, size: number}} Member of a group; `size` in bytes */
/** @typedef {{item: Item, tier: Tier, confidence: number, why: string, new: Item | null, said: string}} Copy a picture that was there already */
/** @typedef {{action: string, manifest: string, moved: string[], failed: string[]}} Moved files that went to the quarantine, or came back */
/** @typedef {{name: string, files: number}} Action files in the quarantine that went there at once */
/** @typedef {{name: string, weight: number, cosine: number, contribution: number}} PartScore weight times cosine; they sum to the score */
/** @typedef {{hex: string, name: string, one: number, other: number, one_hex: string, other_hex: string, common: number}} ComparedColour shares of either picture, 0 to 1 */
/** @typedef {{similarity: number, colours: ComparedColour[]}} ComparedPalette */
/** @typedef {{hit: Found, parts: PartScore[], heatmap: Heatmap | null, why_no_heatmap: string, palette: ComparedPalette | null, why_no_palette: string}} Pair */
/** @typedef {{part: string, item: number[][], query: number[][] | null}} Heatmap rows from the top; below 0 where a place speaks against */
/** @typedef {{fetches: boolean, makes_collections: boolean, moves_files: boolean, roots: string[]}} Settings what the server does */

/**
 * @typedef {object} Collection
 * @property {string} name
 * @property {number} items
 * @property {number} failures
 * @property {string[]} parts
 * @property {Record<string, number>} weights
 * @property {string[]} attributes
 * @property {number} away items that are kept though their files are missing
 * @property {string[]} folders that were indexed into it
 * @property {string[]} [missing] those that the last run found missing, unreadable or without their images
 * @property {boolean} [unfinished] whether a run over them goes on, or was cut short
 * @property {{name: string, dim: number}[]} encoders
 * @property {string} created_at
 * @property {boolean} [has_colours] whether `colour:...` can be searched by
 * @property {boolean} [has_heatmaps] whether hits can be shown place by place
 */

/**
 * @typedef {object} Group pictures that are one, or show one scene
 * @property {number} number its place among all that were found
 * @property {Tier} tier
 * @property {number} confidence 0 to 1
 * @property {string} why
 * @property {string} best the id of the one to keep
 * @property {string} why_best
 * @property {number} freed bytes of all but the best
 * @property {Member[]} members the best first
 */

/**
 * @typedef {object} Duplicates a page of groups that are not settled yet
 * @property {string | null} job that found them; null if there was none
 * @property {number} found_at seconds since 1970
 * @property {number} items that were looked at
 * @property {number} added pictures that came since
 * @property {number} removed pictures that went since
 * @property {number} total
 * @property {number} freed bytes
 * @property {Partial<Record<Tier, number>>} tiers number of groups by tier
 * @property {Group[]} groups
 * @property {number | null} next_offset
 * @property {string[]} remarks
 */

/** @typedef {Item & {score: number, why: string, suggestion: string}} Suspect a picture that may need attention */
/** @typedef {{kind: string, meaning: string, fix: string, count: number, suspects: Suspect[]}} Finding pictures of one kind, a page of them, the worst first */

/**
 * @typedef {object} Health what the last check found
 * @property {string | null} job that found it; null if there was none
 * @property {number} found_at seconds since 1970
 * @property {number} items that were looked at
 * @property {string | null} label the attribute that holds the labels
 * @property {Record<string, number> | null} balance number of pictures of each label, the largest first
 * @property {Finding[]} findings
 * @property {number | null} next_offset
 * @property {string[]} remarks
 */

/** @typedef {{name: string, why: string, count: number, x: number, y: number, typical: Item[]}} MapCluster pictures that lie densely together */

/**
 * @typedef {object} MapColumns a map; pictures that follow each other lie near each other
 * @property {string} job that made it; empty if there was none
 * @property {boolean} is_current whether nothing has changed since
 * @property {string[]} ids
 * @property {Float32Array} xs to the right, -1 to 1
 * @property {Float32Array} ys upwards
 * @property {Int16Array} cluster place in `clusters`; -1 between them
 * @property {MapCluster[]} clusters the largest first
 * @property {string} by the attribute of `values`; empty without them
 * @property {(Value | null)[] | null} values
 * @property {string[]} remarks
 * @property {number} [placed] pictures that were placed among the others since it was laid out
 * @property {"one" | "other"} [side] of a comparison
 */

/**
 * @typedef {object} Job
 * @property {string} id
 * @property {"index" | "retry" | "duplicates" | "check" | "map" | "comparison" | "calibration"} kind
 * @property {string} collection
 * @property {"waiting" | "running" | "done" | "failed" | "cancelled"} state
 * @property {string} [step] what is being done, if there are several
 * @property {number} total
 * @property {number} done
 * @property {number} added
 * @property {number} updated
 * @property {number} returned
 * @property {number} removed
 * @property {number} away items that are kept though their files are not there
 * @property {string} away_example the file of one of them
 * @property {string[]} [unread] of several folders, those that could not be indexed, and why
 * @property {Record<string, string>} [missing] by folder: what is wrong with those that are missing
 * @property {string[]} [forgotten] folders that are gone for good
 * @property {number} failed
 * @property {number} still_failing
 * @property {number} unmatched_rows of the table of attributes, that named no picture
 * @property {string} unmatched_row one of them
 * @property {number} images_without_row pictures that no row of the table named
 * @property {string} image_without_row one of them
 * @property {string[]} remarks what in the table may not be meant
 * @property {boolean} is_building
 * @property {boolean} [is_comparing] new pictures with what is there
 * @property {number} [copied] new pictures that were there already
 * @property {Copy[]} [copies] the first of them
 * @property {number} began_at seconds since 1970
 * @property {string} error why it failed
 * @property {string} [error_class] the class of the library's error, if it is one
 * @property {string[]} [notes] what was left out, and why
 */

/**
 * @typedef {object} Session
 * @property {boolean} asks_for_key
 * @property {boolean} signed_in
 */

/**
 * What a page shows; all of it is in the address bar.
 *
 * @typedef {object} Asked
 * @property {string} collection empty for the first one
 * @property {string[]} like `id:...`, `upload:...`, `colour:#rrggbb` or an address
 * @property {string[]} unlike
 * @property {string} crop x,y,w,h of the first `like`, as fractions
 * @property {string} weights as text: colour=.7,shape=.3
 * @property {string} where a condition
 * @property {string} copies empty, or "once"
 * @property {string} group_by an attribute, of whose values each has one hit
 * @property {string} diverse how unlike each other the first hits are to be, from 0 to 1 as text
 * @property {string} open the id of the item that is looked at closely
 * @property {string} view empty, "manage", "duplicates", "check" or "map"
 * @property {string} beside what the map is compared with: "collection:NAME", "weights:colour=1", or empty
 */

/**
 * @typedef {object} MapSide what is known of one of two maps
 * @property {number} alone pictures that the other collection does not have
 * @property {number | null} trustworthiness
 * @property {number | null} same_value share of the 10 nearest with the same value
 * @property {Record<string, number>} weights
 */

/**
 * @typedef {object} MapComparison two maps of the same pictures
 * @property {string} job that made it; empty if there was none
 * @property {string | null} compared_with the other collection; null for other weights
 * @property {MapColumns & MapSide} one
 * @property {MapColumns & MapSide} other its ids are those of `one`
 * @property {Int32Array} match the row in `one` of each picture of `other`
 * @property {number | null} kept share of the 10 nearest that are the same in both
 */

export {};
